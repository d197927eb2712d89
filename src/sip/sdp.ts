/** What a leg of a call says of its audio; the subset of RFC 4566 that a telephone needs. */
export interface AudioDescription {
  readonly address: string
  readonly port: number
  readonly profile: string
  /** In order of preference, by name: `PCMU`, `G729`, `telephone-event`; unknown payload types by number. */
  readonly codecs: readonly string[]
  readonly direction: string
  /** The first `a=crypto` (RFC 4568), when there is one. */
  readonly crypto: SdpCrypto | undefined
}

export interface SdpCrypto {
  readonly tag: string
  readonly suite: string
  /** Master key and salt, in base64. */
  readonly key: string
}

/** Payload types of telephones: static ones (RFC 3551) and those customary for the rest. */
const payloadTypes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    PCMU: 0,
    GSM: 3,
    PCMA: 8,
    G722: 9,
    G729: 18,
    iLBC: 97,
    opus: 111,
    'telephone-event': 101,
  }),
)

const clockRates: ReadonlyMap<string, string> = new Map(Object.entries({ opus: '48000/2' }))

function payloadTypeOf(codec: string): number {
  return payloadTypes.get(codec) ?? 96
}

export interface Offer {
  readonly crypto?: SdpCrypto | undefined
  readonly address: string
  readonly port: number
  readonly codecs: readonly string[]
  readonly profile: string
}

/** An SDP body with one audio section. */
export function composeSdp({ address, port, codecs, profile, crypto }: Offer): string {
  const family = address.includes(':') ? 'IP6' : 'IP4'
  const types = codecs.map(payloadTypeOf)
  return [
    'v=0',
    `o=- 1 1 IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    `m=audio ${port} ${profile} ${types.join(' ')}`,
    ...codecs.map(codec => `a=rtpmap:${payloadTypeOf(codec)} ${codec}/${clockRates.get(codec) ?? '8000'}`),
    ...(crypto ? [`a=crypto:${crypto.tag} ${crypto.suite} inline:${crypto.key}`] : []),
    'a=sendrecv',
    '',
  ].join('\r\n')
}

/** The first audio section of a body that is not refused; undefined when there is none. */
export function parseAudio(body: string): AudioDescription | undefined {
  const [session = '', ...sections] = body.split(/\r?\n(?=m=)/)
  const section = sections.find(text => /^m=audio [1-9]/.test(text))
  if (!section) return undefined
  const [, port = '0', profile = '', formats = ''] = /^m=audio (\d+)\S* (\S+) (.*)/.exec(section) ?? []
  const address = connectionOf(section) ?? connectionOf(session)
  if (address === undefined) return undefined
  const names = new Map(
    Array.from(section.matchAll(/^a=rtpmap:(\d+) ([^/\s]+)/gm), match => [match[1], match[2]]),
  )
  const known = new Map(Array.from(payloadTypes, ([codec, type]) => [String(type), codec]))
  return {
    address,
    port: Number(port),
    profile,
    codecs: formats
      .trim()
      .split(/\s+/)
      .map(type => names.get(type) ?? known.get(type) ?? type),
    direction: /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(section)?.[1] ?? 'sendrecv',
    crypto: cryptoOf(section),
  }
}

function connectionOf(text: string): string | undefined {
  return /^c=IN IP[46] (\S+)/m.exec(text)?.[1]
}

function cryptoOf(section: string): SdpCrypto | undefined {
  const [, tag, suite, key] = /^a=crypto:(\d+) (\S+) inline:([A-Za-z0-9+/=]+)\s*$/m.exec(section) ?? []
  return tag !== undefined && suite !== undefined && key !== undefined ? { tag, suite, key } : undefined
}
