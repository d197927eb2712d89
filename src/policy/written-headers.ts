import type { Call } from './call.js'
import { readRequest, type SipRequest } from './message.js'
import { longName } from './message-head.js'
import { ticketHeader } from './ticket.js'

/** A call whose headers somebody writes line by line; everything else is as an ordinary caller sends it. */
export interface WrittenCall {
  readonly method: string
  /** The request URI, with its URI headers. */
  readonly uri: string
  readonly transport: Call['transport']
  /** The literal IP address it comes from. */
  readonly source: string
  /** User of the From URI. */
  readonly user: string
  /** Values of the ticket header, one for each time it is sent. */
  readonly tickets: readonly string[]
  /** Header lines as they go over the wire, even those that are none. */
  readonly written: readonly string[]
  /** The offer is in the request, and not in ACK. */
  readonly offers: boolean
  /** URI of the Refer-To of a REFER inside a call; absent: the request begins a call. */
  readonly referTo?: string
}

/** What a call has of its own on the wire. */
export interface WireIdentity {
  readonly callId: string
  readonly port: number
}

/**
 * Headers that an ordinary request has once and that a written one takes the place of. One that names the call (From,
 * To, Call-ID, CSeq) takes no place: whoever writes it sends it twice, which the edge refuses.
 */
const replaceable = ['max-forwards', 'user-agent', 'contact', 'content-type']

/** All header lines of a request (RFC 3261 section 8.1.1) but Content-Length, the written ones first. */
export function composeHeaders(
  { method, uri, transport, source, user, tickets, written, offers, referTo }: WrittenCall,
  { callId, port }: WireIdentity,
): string[] {
  const host = source.includes(':') ? `[${source}]` : source
  const names = new Set(written.map(line => longName(line.replace(/[ \t]*:.*$/s, ''))))
  const ordinary: readonly (readonly [name: string, value: string])[] = [
    ['Via', `SIP/2.0/${transport.toUpperCase()} ${host}:${port};branch=z9hG4bK${callId};rport`],
    ['Max-Forwards', '70'],
    ['From', `<sip:${user}@${host}>;tag=${callId}`],
    ['To', `<${uri.replace(/\?.*$/s, '')}>${referTo === undefined ? '' : ';tag=other'}`],
    ['Call-ID', callId],
    ['CSeq', `1 ${method}`],
    ['Contact', `<sip:${user}@${host}:${port}${transport === 'udp' ? '' : `;transport=${transport}`}>`],
    ['User-Agent', 'Voice Agent'],
    ...tickets.map(ticket => [ticketHeader, ticket] as const),
    ...(referTo === undefined ? [] : [['Refer-To', `<${referTo}>`] as const]),
    ...(offers ? [['Content-Type', 'application/sdp'] as const] : []),
  ]
  return [
    ...written,
    ...ordinary
      .filter(([name]) => !names.has(name.toLowerCase()) || !replaceable.includes(name.toLowerCase()))
      .map(([name, value]) => `${name}: ${value}`),
  ]
}

/** Some SDP: only whether the headers let it be read is asked here. */
const body =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n'

/**
 * What the edge reads of such a call. Its headers are judged as parts of the whole message, as those of a message from
 * the wire are. `body` is set when the written headers make something else of the offer than SDP.
 */
export function readWritten(call: WrittenCall): Pick<
  SipRequest,
  'method' | 'uri' | 'maxForwards' | 'headers' | 'fault'
> & {
  readonly body: 'foreign' | 'unreadable' | undefined
} {
  const content = call.offers ? body : ''
  const lines = composeHeaders(call, { callId: 'call', port: 5060 })
  const text = [
    `${call.method} ${call.uri} SIP/2.0`,
    ...lines,
    `Content-Length: ${content.length}`,
    '',
    content,
  ].join('\r\n')
  const { method, uri, maxForwards, headers, fault, offer } = readRequest(text, call.transport)
  return { method, uri, maxForwards, headers, fault, body: typeof offer === 'string' ? offer : undefined }
}
