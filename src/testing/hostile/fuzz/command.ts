import type { Corpus } from '../corpus.js'
import type { World } from '../observation.js'

/** What the host tells the shooter to send: a run of messages, numbered from `first`. */
export interface Fuzz {
  readonly op: 'fuzz'
  readonly corpus: Pick<Corpus, 'parts' | 'sources' | 'cases'>
  /** The project whose policy judges. */
  readonly yaml: string
  readonly world: World
  readonly seed: number
  readonly first: number
  readonly count: number
  /** First messages are mutations of this family alone, or of those of a list with commas. */
  readonly only?: string | undefined
  /** Whether the answers to first messages are held to the policy too, which wants an edge that nothing else slows down. */
  readonly answers: boolean
}

export interface FuzzReport {
  readonly sent: number
  /** Of them, within calls that were up. */
  readonly within: number
  readonly seconds: number
  /** Final responses by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Messages that the pure policy lets go on, and requests that arrived at the node. */
  readonly passed: number
  readonly arrived: number
  readonly failures: readonly FuzzFailure[]
}

export interface FuzzFailure {
  readonly number: number
  readonly from: string
  readonly source: string
  readonly faults: readonly string[]
  /** The message with as few of its mutations as still make it fail, as latin1 text. */
  readonly text: string
  /** What first arrived at the node. */
  readonly arrival: string
}
