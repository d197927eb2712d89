import { formatSipMessage, type Header, headerOf, statusOf } from '../../sip/sip-message.js'
import { finalAnswer, reply, request } from './exchange.js'
import { compose, contactOf, hostOf, type InviteSpec } from './messages.js'
import type { Address } from './protocol.js'
import type { Peer, Received } from './wire.js'

/** One side of a call that is up: its requests follow the route set (RFC 3261 section 12.2.1.1). */
export interface Side {
  readonly peer: Peer
  readonly callId: string
  readonly next: Address
  readonly request: (method: string, more?: Partial<SideRequest>) => string
}

export interface SideRequest {
  readonly body: string
  readonly type: string
  readonly headers: readonly Header[]
  readonly cseq: number
  readonly uri: string
  readonly from: string
  readonly to: string
  readonly routes: readonly string[]
}

/** The one INFO that goes on to a node. */
const keyPressed = { body: 'Signal=5\r\nDuration=250\r\n', type: 'application/dtmf-relay' }

let branches = 0

function sideOf(
  peer: Peer,
  facts: {
    readonly callId: string
    readonly from: string
    readonly to: string
    readonly target: string
    readonly routes: readonly string[]
    readonly next: Address
    readonly cseq: number
  },
): Side {
  let last = facts.cseq
  return {
    peer,
    callId: facts.callId,
    next: facts.next,
    request: (method, more = {}) => {
      const { body, type } = {
        ...(method === 'INFO' ? keyPressed : { body: '', type: 'application/sdp' }),
        ...more,
      }
      const { headers = [], uri = facts.target } = more
      const { from = facts.from, to = facts.to, routes = facts.routes } = more
      const cseq = more.cseq ?? (method === 'ACK' ? last : ++last)
      const host = hostOf(peer.address)
      return formatSipMessage({
        start: `${method} ${uri} SIP/2.0`,
        headers: [
          ['Via', `SIP/2.0/${peer.transport.toUpperCase()} ${host};branch=z9hG4bKside${++branches};rport`],
          ...routes.map((route): Header => ['Route', route]),
          ['Max-Forwards', '70'],
          ['From', from],
          ['To', to],
          ['Call-ID', facts.callId],
          ['CSeq', `${cseq} ${method}`],
          ['Contact', contactOf(peer.address, peer.transport)],
          ...headers,
          ...(body === '' ? [] : [['Content-Type', type] as const]),
        ],
        body,
      })
    },
  }
}

export interface Call {
  /** The side that invited, and the side that answered. */
  readonly inviter: Side
  readonly answerer: Side
  readonly invite: Received
  readonly answered: Received
}

export interface Meeting {
  readonly inviter: Peer
  readonly answerer: Peer
  readonly invite: Omit<InviteSpec, 'from'>
  /** Where the inviter sends to. */
  readonly to: Address
  readonly answer: string
  /** Contact of the answer, in place of the answerer's address. */
  readonly contact?: string
  readonly ack?: Partial<SideRequest>
}

/** Sets a call up through the edge: INVITE, 200, ACK. */
export async function establish(meeting: Meeting): Promise<Call> {
  const { inviter, answerer, to, answer } = meeting
  const { callId } = meeting.invite
  await inviter.send(compose({ transport: inviter.transport, ...meeting.invite, from: inviter.address }), to)
  const invite = await request(answerer, 'INVITE')
  await reply(answerer, invite, 200, answer, meeting.contact ? [['Contact', meeting.contact]] : [])
  const answered = await finalAnswer(inviter, callId, '1 INVITE')
  const status = statusOf(answered.message)
  if (status !== 200) throw new Error(`${callId} was answered ${answered.message.start}`)
  const call = { ...sidesOf(meeting, invite, answered), invite, answered }
  await inviter.send(call.inviter.request('ACK', meeting.ack ?? {}), to)
  return call
}

export function sidesOf(
  { inviter, answerer, to }: Pick<Meeting, 'inviter' | 'answerer' | 'to'>,
  invite: Received,
  answered: Received,
): Pick<Call, 'inviter' | 'answerer'> {
  const value = (received: Received, name: string): string => headerOf(received.message, name) ?? ''
  const contact = (received: Received): string => /<([^>]*)>/.exec(value(received, 'Contact'))?.[1] ?? ''
  const routes = ({ message }: Received): string[] =>
    message.headers.filter(([name]) => name === 'Record-Route').flatMap(([, route]) => route.split(/,\s*/))
  const callId = value(invite, 'Call-ID')
  return {
    inviter: sideOf(inviter, {
      callId: value(answered, 'Call-ID'),
      from: value(answered, 'From'),
      to: value(answered, 'To'),
      target: contact(answered),
      routes: routes(answered).reverse(),
      next: to,
      cseq: 1,
    }),
    answerer: sideOf(answerer, {
      callId,
      from: value(answered, 'To'),
      to: value(invite, 'From'),
      target: contact(invite),
      routes: routes(invite),
      next: invite.from,
      cseq: 0,
    }),
  }
}
