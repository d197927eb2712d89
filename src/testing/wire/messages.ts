import {
  formatSipMessage,
  type Header,
  headerOf,
  parseSipMessage,
  type SipMessage,
} from '../../sip/sip-message.js'
import type { Address, Transport } from './protocol.js'

export interface InviteSpec {
  readonly from: Address
  readonly transport?: Transport
  readonly uri: string
  readonly callId: string
  readonly tag?: string
  readonly headers?: readonly Header[]
  /** Empty: no body. */
  readonly body?: string
  readonly type?: string
  readonly method?: string
  readonly cseq?: number
  readonly maxForwards?: number
  /** In place of the caller's address. */
  readonly contact?: string
}

/** A request that begins a call, as a well-behaved caller writes it, and whatever a test adds. */
export function compose(spec: InviteSpec): string {
  const { from, uri, callId, headers = [], body = '', cseq = 1 } = spec
  // A Call-ID may have signs that no tag and no branch may have (RFC 3261 section 25.1).
  const token = callId.replace(/[^\w.%-]/g, '-')
  const tag = spec.tag ?? `t-${token}`
  const { transport = 'udp', method = 'INVITE', type = 'application/sdp', maxForwards = 70 } = spec
  const host = hostOf(from)
  return formatSipMessage({
    start: `${method} ${uri} SIP/2.0`,
    headers: [
      ['Via', `SIP/2.0/${transport.toUpperCase()} ${host};branch=z9hG4bK-${token}-${cseq}${method};rport`],
      ['Max-Forwards', String(maxForwards)],
      ['From', `<sip:+33199000001@${host}>;tag=${tag}`],
      ['To', `<${uri}>`],
      ['Call-ID', callId],
      ['CSeq', `${cseq} ${method}`],
      ['Contact', spec.contact ?? contactOf(from, transport, 'caller@')],
      ...headers,
      ...(body === '' ? [] : [['Content-Type', type] as const]),
    ],
    body,
  })
}

/** Host and port as they stand in a URI. */
export function hostOf({ ip, port }: Address): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`
}

/** Where somebody listens, and by which transport. */
export function contactOf(address: Address, transport: Transport, user = ''): string {
  return `<sip:${user}${hostOf(address)}${transport === 'udp' ? '' : `;transport=${transport}`}>`
}

/** The CANCEL of an INVITE (RFC 3261 section 9.1). */
export function cancelOf(invite: string): string {
  return invite
    .replace(/^INVITE/, 'CANCEL')
    .replace('1 INVITE', '1 CANCEL')
    .replace(/Contact: .*\r\n/, '')
    .replace(/Content-Type[\s\S]*/, 'Content-Length: 0\r\n\r\n')
}

/** An SDP body with one audio section; every line can be replaced. */
export function sdp(
  address: string,
  more: Partial<Record<'port' | 'profile' | 'formats' | 'rest', string>> = {},
): string {
  const { port = '40000', profile = 'RTP/AVP', formats = '0 8 101', rest = '' } = more
  const family = address.includes(':') ? 'IP6' : 'IP4'
  return [
    'v=0',
    `o=- 1 1 IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    `m=audio ${port} ${profile} ${formats}`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    ...(rest === '' ? [] : rest.split('\n')),
    '',
  ].join('\r\n')
}

/** The ACK of a refusal (RFC 3261 section 17.1.1.3). */
export function acknowledge(invite: SipMessage, response: SipMessage): string {
  const kept = (name: string): Header => [name, headerOf(invite, name) ?? '']
  return formatSipMessage({
    start: `ACK ${invite.start.split(' ')[1]} SIP/2.0`,
    headers: [
      kept('Via'),
      ['Max-Forwards', '70'],
      kept('From'),
      ['To', headerOf(response, 'To') ?? ''],
      kept('Call-ID'),
      ['CSeq', `${Number.parseInt(headerOf(invite, 'CSeq') ?? '1', 10)} ACK`],
    ],
    body: '',
  })
}

export function read(text: string): SipMessage {
  const message = parseSipMessage(text)
  if (!message) throw new Error(`this is no SIP message:\n${text}`)
  return message
}

/** The headers that no standard names, as they stand. */
export function extraHeaders({ headers }: SipMessage): string[] {
  return headers.filter(([name]) => /^x-/i.test(name)).map(([name, value]) => `${name}: ${value}`)
}
