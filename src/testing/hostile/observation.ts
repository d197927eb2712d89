import type { Case, Corpus, Transport } from './corpus.js'

/** What the host tells the shooter to play: cases by their index in the corpus. */
export interface Play {
  readonly op: 'play'
  readonly corpus: Pick<Corpus, 'parts' | 'sources'>
  readonly cases: readonly { readonly index: number; readonly item: Case }[]
  readonly transport: Transport
  readonly world: World
  /** Begins the token of every case; each play of a lab has another one. */
  readonly token: string
  readonly parallel: number
  /** Milliseconds that an answer may take; 6000 when it is not said, which only a fault takes. */
  readonly patience?: number
}

/** Addresses of the lab. */
export interface World {
  readonly edge: { readonly 4: string; readonly 6: string }
  readonly inside: string
  readonly node: string
  readonly media: string
  readonly talk: string
}

/** What was seen of one case, at the caller's end, at the node's address and in the audio that Asterisk sent. */
export interface Observation {
  readonly index: number
  readonly call: string
  readonly ip: string
  readonly steps: readonly StepSeen[]
  /** Messages with the case's token that arrived at the node's address, as latin1 text. */
  readonly node: readonly string[]
  /** Where Asterisk sent audio of this call: `ip:port`, payload type, packets. */
  readonly audio: readonly AudioSeen[]
  /** Of the 200 to the caller: what Asterisk chose, by payload type. */
  readonly answered: { readonly port: number; readonly codecs: Readonly<Record<string, string>> } | undefined
  /** Addresses of the case's `deaf` to which audio went all the same. */
  readonly leaks: readonly string[]
  /** Something that kept the case from being played. */
  readonly trouble: string | undefined
}

export interface StepSeen {
  /** `METHOD` and CSeq number of what was sent, to find it again at the node. */
  readonly sent: { readonly method: string; readonly cseq: string }
  /** Responses after it, provisional ones too; only their heads. */
  readonly answers: readonly {
    readonly status: number
    readonly warning: string
    readonly cseq: string
    /** Header lines of a success. */
    readonly head?: readonly string[]
  }[]
  /** A BYE came in. */
  readonly ended: boolean
}

export interface AudioSeen {
  readonly to: string
  readonly type: number
  readonly packets: number
}
