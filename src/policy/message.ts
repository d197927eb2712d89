import { areContacts, areRoutes, areVias, isAddress } from './address-form.js'
import { isSdp, sdpPart } from './body-parts.js'
import { bounds } from './bounds.js'
import type { Call, Fault } from './call.js'
import { type HeaderLine, headerLines, headersNamed, readHead } from './message-head.js'
import { readOffer, type SdpOffer } from './offer.js'
import { isReadable, isReadableVia } from './readable.js'
import { extensions } from './refusals.js'
import { parseRequestUri } from './request-uri.js'
import { uriFault } from './uri-form.js'

/** A request from the wire: what the call policy looks at, and what else tells a new call from others. */
export interface SipRequest
  extends Pick<Call, 'method' | 'uri' | 'maxForwards' | 'headers' | 'from' | 'fault'> {
  readonly offer: SdpOffer | 'foreign' | 'unreadable' | undefined
  /** One character for each byte; empty: there is none. */
  readonly body: string
  readonly callId: string | undefined
  /** Of From. */
  readonly tag: string | undefined
  /** Whether To has a tag: the request belongs to a dialog. */
  readonly inDialog: boolean
}

/**
 * Reads a request (RFC 3261 section 7). The text has one character for each byte (latin1). Never throws: what
 * cannot be read is a fault, and what could be read stands beside it.
 */
export function readRequest(text: string, transport: Call['transport'] = 'udp'): SipRequest {
  const head = readHead(text, transport)
  const { method, uri, body } = head
  const lines = headerLines(head.lines)
  const headers = lines.map(({ name, value }) => [name, value] as const)
  const value = (name: string): string | undefined => headersNamed(lines, name)[0]
  const to = value('To')
  return {
    method,
    uri: parseRequestUri(uri) ?? { user: undefined, host: '', headers: undefined },
    maxForwards: readMaxForwards(value('Max-Forwards')),
    headers,
    from: uriOf(value('From')),
    offer: body === '' ? undefined : readBody(value('Content-Type'), body),
    body,
    fault: sizeFault(text, faultOf(head.fault, method, uri, lines)),
    callId: value('Call-ID'),
    tag: tagOf(value('From')),
    inDialog: to !== undefined && hasTag(to),
  }
}

function readMaxForwards(value: string | undefined): number {
  if (value === undefined) return 70
  // What is no number is no hop; the edge counts in 16 bits.
  return /^[0-9]{1,5}$/.test(value) ? Number(value) % 65536 : 0
}

/** The URI of a From, without what stands around it. */
function uriOf(from: string | undefined): string | undefined {
  return /^(?:(?:[^<"]|"(?:[^"\\]|\\.)*")*<\s*([^>]*?)\s*>|\s*([^;]*))/s
    .exec(from ?? '')
    ?.slice(1)
    .find(it => it !== undefined)
}

function readBody(type: string | undefined, body: string): SdpOffer | 'foreign' | 'unreadable' {
  // Without a type it is taken for SDP, as user agents did before there were others.
  if (type === undefined || isSdp(type)) return readOffer(body)
  const part = sdpPart(type, body)
  return part === undefined ? 'foreign' : readOffer(part)
}

/** Headers that a request has once (RFC 3261 section 7.3.1); parsers differ on which of two counts. */
const single = ['Call-ID', 'CSeq', 'From', 'To', 'Max-Forwards', 'Content-Length']

/** A node hears of them, so a Contact in them is one that it can read. */
const withContact = ['INVITE', 'ACK', 'BYE', 'UPDATE', 'PRACK', 'INFO', 'REFER']

/** Of what cannot be answered at all, its size is no matter. */
function sizeFault(text: string, fault: Fault | undefined): Fault | undefined {
  if (text.length <= bounds.messageBytes || fault?.answered === false) return fault
  return {
    text: `the message has ${text.length} bytes, and the edge reads ${bounds.messageBytes}`,
    answered: true,
  }
}

/** What leaves no answer to be built outweighs what else is wrong. */
function faultOf(
  head: Fault | undefined,
  method: string,
  uri: string,
  lines: readonly HeaderLine[],
): Fault | undefined {
  if (head?.answered === false) return head
  return unreadable(lines) ?? head ?? headersFault(method, uri, lines)
}

/** Without these no response is built. */
function unreadable(lines: readonly HeaderLine[]): Fault | undefined {
  // A response is built from these.
  const missing = ['Via', 'Call-ID', 'CSeq', 'From', 'To'].find(
    name => headersNamed(lines, name).length === 0,
  )
  if (missing) return { text: `the header ${missing} is missing`, answered: false }
  const twice = single.find(name => headersNamed(lines, name).length > 1)
  // Kamailio's parser takes one only, and without it builds no answer.
  if (twice) return { text: `there is more than one ${twice}`, answered: false }
  const vias = headersNamed(lines, 'Via')
  if (!vias.every(isReadableVia)) return { text: 'a Via cannot be read', answered: false }
  const unread = ['From', 'To'].find(name => !isReadable(headersNamed(lines, name)[0] ?? ''))
  if (unread) return { text: `${unread} cannot be read`, answered: false }
  return /^[^ \t\r\n]+[ \t]+[^ \t\r\n]+$/.test(headersNamed(lines, 'CSeq')[0] ?? '')
    ? undefined
    : { text: 'CSeq is not a number and a method on one line', answered: false }
}

function headersFault(method: string, uri: string, lines: readonly HeaderLine[]): Fault | undefined {
  const types = headersNamed(lines, 'Content-Type').map(type => type.toLowerCase())
  if (types.length > 2 || new Set(types).size > 1)
    return { text: 'there is more than one Content-Type', answered: true }
  const one = (name: string): string => headersNamed(lines, name)[0] ?? ''
  if (!areVias(headersNamed(lines, 'Via').join(',')))
    return { text: 'a node cannot read a Via', answered: true }
  const [number = '', named] = one('CSeq').split(/[ \t]+/)
  if (!/^[0-9]+$/.test(number)) return { text: 'CSeq begins with no number', answered: true }
  if (Number(number) >= 2 ** 31) return { text: 'the number of CSeq is too large', answered: true }
  if (named !== method) return { text: 'CSeq names another method', answered: true }
  const uriProblem = uriFault(uri)
  if (uriProblem) return { text: uriProblem, answered: true }
  // As written: at its end too a fold is part of it to the edge.
  const written = lines.find(({ long }) => long === 'call-id')?.value.trimStart() ?? ''
  if (!/^[ -~\t]+$/.test(written))
    return { text: 'Call-ID is empty, or has a fold or bytes that are no characters', answered: true }
  if (one('Call-ID').length > bounds.callIdBytes)
    return { text: `Call-ID is longer than ${bounds.callIdBytes} bytes`, answered: true }
  // The edge looks at them before it looks at the method's case.
  const inCapitals = method.toUpperCase()
  const contacts = withContact.includes(inCapitals) ? headersNamed(lines, 'Contact') : []
  if (inCapitals === 'INVITE' && contacts.length === 0) return { text: 'there is no Contact', answered: true }
  if (contacts.length > 0 && !areContacts(contacts.join(',')))
    return { text: 'Contact holds no SIP address', answered: true }
  const routes = headersNamed(lines, 'Record-Route')
  if (routes.length > 0 && !areRoutes(routes.join(',')))
    return { text: 'a Record-Route cannot be read', answered: true }
  for (const name of ['From', 'To'])
    if (!isAddress(one(name))) return { text: `${name} holds no address`, answered: true }
  for (const name of ['From', 'To'])
    if (tagsOf(one(name)) > 1) return { text: `${name} has more than one tag`, answered: true }
  if (inCapitals === 'INVITE' && !hasTag(one('From'))) return { text: 'From has no tag', answered: true }
  return extensionFault(method, lines)
}

const extensionList = new RegExp(`^[ \\t\\r\\n,]*((${extensions})[ \\t\\r\\n]*(,[ \\t\\r\\n,]*|$))*$`, 'i')

function extensionFault(method: string, lines: readonly HeaderLine[]): Fault | undefined {
  if (['ACK', 'BYE', 'CANCEL'].includes(method)) return undefined
  const required = [...headersNamed(lines, 'Proxy-Require'), ...headersNamed(lines, 'Require')]
  return extensionList.test(required.join(','))
    ? undefined
    : { text: 'an extension is required that the edge has not', answered: true, reason: 'extension' }
}

/** An empty one is none. */
function hasTag(value: string): boolean {
  return /;\s*tag\s*=\s*[^;\s]/i.test(afterAddress(value))
}

function tagOf(value: string | undefined): string | undefined {
  return /;\s*tag\s*=\s*([^;\s]+)/i.exec(afterAddress(value ?? ''))?.[1]
}

function tagsOf(value: string): number {
  return [...afterAddress(value).matchAll(/;\s*tag\s*=/gi)].length
}

/** What follows the address of a From or To: its parameters. */
function afterAddress(value: string): string {
  const plain = value.replace(/"(?:[^"\\]|\\.)*"/gs, quoted => '_'.repeat(quoted.length))
  return plain.slice(plain.indexOf('>') + 1)
}
