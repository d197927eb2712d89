import { trimBlanks } from './blanks.js'
import type { Call, Fault } from './call.js'
import { headerFault, headerForm } from './header-line.js'

/** The parts of a request before anything in them is read. */
export interface MessageHead {
  readonly method: string
  readonly uri: string
  /** Header lines with their folds, without the line end. */
  readonly lines: readonly string[]
  /** As long as Content-Length says; all that there is without one. */
  readonly body: string
  readonly fault: Fault | undefined
}

export interface HeaderLine {
  readonly name: string
  /** The long name in lower case. */
  readonly long: string
  readonly value: string
}

/** Cuts a message at its line ends: CRLF, or as both engines take it, LF alone. */
export function readHead(message: string, transport: Call['transport']): MessageHead {
  const text = message.replace(/^[ \t\r\n]+/, '')
  const end = /\r?\n\r?\n/.exec(text)
  const head = end ? text.slice(0, end.index) : text.replace(/\r?\n$/, '')
  const rest = end ? text.slice(end.index + end[0].length) : ''
  const [start = '', ...lines] = head.split(/\r?\n(?![ \t])/)
  const [, method = '', uri = ''] = /^([^ \t\r\n]+) +(.*?) +[^ \t\r\n]+ *$/s.exec(start) ?? []
  const length = contentLength(lines)
  const body = length === undefined || !(length >= 0) ? rest : rest.slice(0, length)
  // Line ends are a keep-alive (RFC 5626 section 3.5.1).
  const early: Fault | undefined = /^(\r?\n)*(?![ \t\r\n])/.test(message)
    ? undefined
    : { text: 'something stands before the request', answered: !/^[ \t\r\n]*\r(?!\n)/.test(message) }
  const faults = [
    startFault(start),
    early,
    formFault(head, end !== null ? 'whole' : /\n$/.test(text) ? 'open' : 'cut', lines),
    lengthFault(length, rest, transport),
  ].filter(fault => fault !== undefined)
  const fault = faults.find(({ answered }) => !answered) ?? faults[0]
  return { method, uri, lines, body, fault }
}

/** RFC 3261 section 7.3.3. */
const compactForms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    i: 'call-id',
    m: 'contact',
    e: 'content-encoding',
    l: 'content-length',
    c: 'content-type',
    f: 'from',
    s: 'subject',
    k: 'supported',
    t: 'to',
    v: 'via',
  }),
)

/** Those lines that are headers, in order. */
export function headerLines(lines: readonly string[]): HeaderLine[] {
  return lines.flatMap(line => {
    const match = headerForm.exec(line)
    if (!match) return []
    const [, name = '', value = ''] = match
    return [{ name, long: longName(name), value }]
  })
}

/** The values of a header by its long name; compact forms count. */
export function headersNamed(lines: readonly HeaderLine[], name: string): string[] {
  const wanted = name.toLowerCase()
  return lines.filter(({ long }) => long === wanted).map(({ value }) => trimBlanks(value))
}

/** The name in lower case and in its long form. */
export function longName(name: string): string {
  const lower = name.toLowerCase()
  return compactForms.get(lower) ?? lower
}

/** One blank between the parts (RFC 3261 section 7.1); behind the version both engines let blanks pass. */
function startFault(start: string): Fault | undefined {
  if (start.includes('\n')) return { text: 'the first line is folded', answered: false }
  if (/^[^ \t]+ +[^ \t]+[ \t]+SIP\/2\.0[ \t]*$/i.test(start) && /[^ -~]/.test(start))
    return { text: 'there are bytes in the first line that are no characters', answered: true }
  if (/^\S+ \S+ {2,}SIP\/2\.0 *$/i.test(start))
    return { text: 'there are several blanks before the version', answered: true }
  if (!/^[^ \t\r\n]+ [^ \t\r\n]+ [^ ]+ *$/.test(start))
    return { text: 'the first line is no request', answered: false }
  return / SIP\/2\.0 *$/i.test(start) ? undefined : { text: 'the version is not SIP/2.0', answered: false }
}

function formFault(head: string, end: 'whole' | 'open' | 'cut', lines: readonly string[]): Fault | undefined {
  // No release of Kamailio reads all of From, To and Via with them.
  if (head.includes('\0')) return { text: 'there is a NUL byte in the headers', answered: false }
  if (/\r(?!\n)/.test(head))
    return { text: 'there is a CR in the headers that ends no line', answered: false }
  const bad = lines.find(line => !headerForm.test(line))
  if (bad !== undefined) return headerFault(bad)
  return end === 'whole' ? undefined : { text: 'no empty line ends the headers', answered: end === 'open' }
}

function contentLength(lines: readonly string[]): number | undefined {
  const [value] = headersNamed(headerLines(lines), 'Content-Length')
  if (value === undefined) return undefined
  return /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN
}

function lengthFault(
  length: number | undefined,
  rest: string,
  transport: Call['transport'],
): Fault | undefined {
  // A datagram ends its body (RFC 3261 section 18.3); a stream does not, and a reader of one waits.
  if (length === undefined)
    return transport === 'udp' ? undefined : { text: 'there is no Content-Length', answered: false }
  if (Number.isNaN(length)) return { text: 'Content-Length is no number', answered: false }
  if (length > rest.length) return { text: 'the body is shorter than Content-Length', answered: true }
  // RFC 3261 section 18.3 throws them away; what some throw away is a second message to others.
  return length < rest.length ? { text: 'there are bytes behind the body', answered: true } : undefined
}
