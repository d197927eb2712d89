/** A SIP message as read from the wire; bytes are kept as latin1 characters, so nothing is lost. */
export interface SipMessage {
  readonly start: string
  /** In order of appearance, unfolded; names in the long form, spelled as RFC 3261 does. */
  readonly headers: readonly Header[]
  readonly body: string
}

export type Header = readonly [name: string, value: string]

export function parseSipMessage(text: string): SipMessage | undefined {
  const end = /\r?\n\r?\n/.exec(text)
  const head = end ? text.slice(0, end.index) : text
  const body = end ? text.slice(end.index + end[0].length) : ''
  const [start = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  if (!/^SIP\/2\.0 [0-9]{3} |^[A-Za-z]+ \S+ SIP\/2\.0 *$/i.test(start)) return undefined
  const headers = lines.flatMap((line): Header[] => {
    const match = /^([^:]+?)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line)
    return match ? [[longName(match[1] as string), match[2] as string]] : []
  })
  return { start, headers, body }
}

/** RFC 3261 section 7.3.3. */
const compactForms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    i: 'Call-ID',
    m: 'Contact',
    e: 'Content-Encoding',
    l: 'Content-Length',
    c: 'Content-Type',
    f: 'From',
    s: 'Subject',
    k: 'Supported',
    t: 'To',
    v: 'Via',
  }),
)

function longName(name: string): string {
  return compactForms.get(name.toLowerCase()) ?? name
}

export function headerOf(message: SipMessage, name: string): string | undefined {
  return headersOf(message, name)[0]
}

export function headersOf({ headers }: SipMessage, name: string): string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([header]) => header.toLowerCase() === wanted).map(([, value]) => value)
}

export function methodOf({ start }: SipMessage): string | undefined {
  return start.startsWith('SIP/') ? undefined : start.slice(0, start.indexOf(' '))
}

export function statusOf({ start }: SipMessage): number | undefined {
  return /^sip\//i.test(start) ? Number(start.slice(8, 11)) : undefined
}

export function requestUriOf({ start }: SipMessage): string {
  return start.split(' ')[1] ?? ''
}

/** The URI of a name-addr or addr-spec header, such as From or Contact. */
export function uriOf(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0]?.trim() ?? ''
}

export function tagOf(value: string): string | undefined {
  return /;\s*tag=([^;\s]+)/i.exec(value.replace(/<[^>]*>/, ''))?.[1]
}

/** The user of a SIP or SIPS URI. */
export function userOf(uri: string): string | undefined {
  return /^sips?:([^@;?]*)@/i.exec(uri)?.[1]
}

/** The host of a SIP or SIPS URI, without a port. */
export function hostOf(uri: string): string {
  const rest = uri.replace(/^sips?:/i, '').replace(/^[^@]*@/, '')
  return (/^\[([^\]]*)\]/.exec(rest)?.[1] ?? rest.split(/[:;?]/)[0] ?? '').toLowerCase()
}

/** The bytes of a message; Content-Length is added. */
export function formatSipMessage({ start, headers, body }: SipMessage): string {
  const lines = headers
    .filter(([name]) => name !== 'Content-Length')
    .map(([name, value]) => `${name}: ${value}`)
  return [start, ...lines, `Content-Length: ${body.length}`, '', body].join('\r\n')
}

/** The response to a request (RFC 3261 section 8.2.6). */
export function respond(
  request: SipMessage,
  status: number,
  phrase: string,
  toTag: string,
  more: readonly Header[] = [],
  body = '',
): string {
  const to = headerOf(request, 'To') ?? ''
  return formatSipMessage({
    start: `SIP/2.0 ${status} ${phrase}`,
    headers: [
      ...headersOf(request, 'Via').map(via => ['Via', via] as const),
      ...headersOf(request, 'Record-Route').map(route => ['Record-Route', route] as const),
      ['From', headerOf(request, 'From') ?? ''],
      ['To', status > 100 && !tagOf(to) ? `${to};tag=${toTag}` : to],
      ['Call-ID', headerOf(request, 'Call-ID') ?? ''],
      ['CSeq', headerOf(request, 'CSeq') ?? ''],
      ...more,
    ],
    body,
  })
}
