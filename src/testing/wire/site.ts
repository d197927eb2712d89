import { formatSipMessage, type Header, headerOf, respond, statusOf } from '../../lab/sip-message.js'
import { type EdgeSpec, type EdgeUnderTest, startEdge } from './edge.js'
import { acknowledge, compose, type InviteSpec, read, sdp } from './messages.js'
import type { Address } from './protocol.js'
import type { Peer, Received } from './wire.js'

/** One edge with a node, callers, Talk, an agent and an overflow target, all of them under the test's control. */
export interface Site extends EdgeUnderTest {
  readonly caller: Peer
  readonly node: Peer
  readonly talk: Peer
  readonly target: Peer
  readonly agent: Peer
}

export const at = {
  edge: { ip: '198.51.100.10', port: 5060 },
  inside: { ip: '10.0.0.5', port: 5060 },
  node: { ip: '10.0.0.11', port: 5060 },
  caller: { ip: '203.0.113.10', port: 5070 },
  neighbour: { ip: '203.0.113.11', port: 5070 },
  other: { ip: '192.0.2.130', port: 5070 },
  stranger: { ip: '192.0.2.66', port: 5070 },
  talk: { ip: '54.172.60.1', port: 5060 },
  otherTalk: { ip: '54.172.60.2', port: 5080 },
  target: { ip: '203.0.113.14', port: 5060 },
  agent: { ip: '10.0.1.20', port: 5060 },
  /** Audio of Talk, of a node, and of nobody. */
  talkMedia: '168.86.128.9',
  nodeMedia: '198.51.100.11',
} as const satisfies Record<string, Address | string>

export const talkUri = 'sip:anybody@acme-support.sip.twilio.com'
export const siteYaml = `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tcp:198.51.100.10:5060]
  inside: udp:10.0.0.5:5060
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
agents:
  alice: {uri: sip:alice@10.0.1.20}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: false
    overflow: sip:night@ai.voicely.example
  sales:
    uri: sip:sales@sip.acme.example
    allow: [203.0.113.0/28, 192.0.2.128/30]
    agents: [alice]
    codecs: [PCMA]
    voicemail: true
  limited:
    uri: sip:limited@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {calls: 2}
  slow:
    uri: sip:slow@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {per_second: 3}
`

export const siteHosts = {
  'acme-support.sip.twilio.com': at.talk.ip,
  'acme-help.sip.twilio.com': at.talk.ip,
  'evil.sip.twilio.com': at.talk.ip,
  'sbc.carrier.example': at.target.ip,
  'ai.voicely.example': at.target.ip,
}

const everybody: readonly string[] = Object.values(at).map(who => (typeof who === 'string' ? who : who.ip))

/** Who else there is beside everybody. */
type More = Pick<EdgeSpec, 'addresses' | 'hosts'>

export async function startSite(yaml = siteYaml, more: More = { addresses: [] }): Promise<Site> {
  const addresses = [...everybody, ...more.addresses]
  const edge = await startEdge({ yaml, addresses, hosts: { ...siteHosts, ...more.hosts } })
  const [caller, node, talk, target, agent] = await Promise.all([
    edge.wire.udp(at.caller),
    edge.wire.udp(at.node, true),
    edge.wire.udp(at.talk, true),
    edge.wire.udp(at.target, true),
    edge.wire.udp(at.agent, true),
  ])
  return { ...edge, caller, node, talk, target, agent }
}

export interface Answer {
  readonly status: number
  readonly reason: string | undefined
  readonly received: Received
}

/** Sends a request and takes its final answer; a refused INVITE is acknowledged. */
export async function ask(peer: Peer, text: string, to: Address = at.edge): Promise<Answer> {
  const request = read(text)
  await peer.send(text, to)
  const received = await finalAnswer(
    peer,
    headerOf(request, 'Call-ID') ?? '',
    headerOf(request, 'CSeq') ?? '',
  )
  const status = statusOf(received.message) as number
  if (request.start.startsWith('INVITE') && status >= 300)
    await peer.send(acknowledge(request, received.message), to)
  const reason = /^\d{3} \S+ "([a-z-]+): /.exec(headerOf(received.message, 'Warning') ?? '')?.[1]
  return { status, reason, received }
}

export function finalAnswer(peer: Peer, callId: string, cseq: string): Promise<Received> {
  return peer.take(`an answer to ${cseq} of ${callId}`, ({ message }) => {
    const status = statusOf(message) ?? 0
    return status >= 200 && headerOf(message, 'Call-ID') === callId && headerOf(message, 'CSeq') === cseq
  })
}

/** Takes a request of a method that belongs to a call. */
export function request(peer: Peer, method: string, callId?: string): Promise<Received> {
  return peer.take(`${method} of ${callId ?? 'any call'}`, ({ message }) => {
    const mine = callId === undefined || headerOf(message, 'Call-ID') === callId
    return message.start.startsWith(`${method} `) && mine
  })
}

/** Answers a request that a peer received. */
export function reply(
  peer: Peer,
  { message, from }: Received,
  status: number,
  body = '',
  more: readonly Header[] = [],
): Promise<void> {
  const { ip, port } = peer.address
  const contact: Header = ['Contact', `<sip:${ip.includes(':') ? `[${ip}]` : ip}:${port}>`]
  const type: Header[] = body === '' ? [] : [['Content-Type', 'application/sdp']]
  return peer.send(
    respond(message, status, 'Whatever', `tag-${port}`, [contact, ...type, ...more], body),
    from,
  )
}

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
      const { body = '', type = 'application/sdp', headers = [], uri = facts.target } = more
      const { from = facts.from, to = facts.to, routes = facts.routes } = more
      const cseq = more.cseq ?? (method === 'ACK' ? last : ++last)
      const { ip, port } = peer.address
      const host = `${ip.includes(':') ? `[${ip}]` : ip}:${port}`
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
          ['Contact', `<sip:${host}>`],
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
  readonly ack?: Partial<SideRequest>
}

/** Sets a call up through the edge: INVITE, 200, ACK. */
export async function establish(meeting: Meeting): Promise<Call> {
  const { inviter, answerer, to, answer } = meeting
  const { callId } = meeting.invite
  await inviter.send(compose({ transport: inviter.transport, ...meeting.invite, from: inviter.address }), to)
  const invite = await request(answerer, 'INVITE')
  await reply(answerer, invite, 200, answer)
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

/** A call from outside that a node has answered. */
export function callIn(
  site: Site,
  callId: string,
  more: Partial<InviteSpec> = {},
  ack?: Partial<SideRequest>,
): Promise<Call> {
  return establish({
    inviter: site.caller,
    answerer: site.node,
    to: at.edge,
    invite: { callId, uri: talkUri, body: sdp(at.caller.ip), ...more },
    answer: sdp(at.nodeMedia, { port: '12000' }),
    ...(ack ? { ack } : {}),
  })
}

/** A call of a node to Talk. */
export function callTalk(
  site: Site,
  callId: string,
  more: Partial<InviteSpec> = {},
  answer = sdp(at.talkMedia),
): Promise<Call> {
  return establish({
    inviter: site.node,
    answerer: site.talk,
    to: at.inside,
    invite: {
      callId,
      uri: 'sip:acme-support@acme-support.sip.twilio.com',
      headers: [
        ['X-Sipin-Leg', 'talk'],
        ['X-Sipin-Line', 'support'],
      ],
      body: sdp(at.nodeMedia, { port: '12000' }),
      ...more,
    },
    answer,
  })
}

/** A call of a node to the overflow target of line support, or to the agent. */
export function callOut(site: Site, callId: string, leg: 'overflow' | 'agent'): Promise<Call> {
  const peer = leg === 'agent' ? site.agent : site.target
  return establish({
    inviter: site.node,
    answerer: peer,
    to: at.inside,
    invite: {
      callId,
      uri: leg === 'agent' ? 'sip:alice@10.0.1.20' : 'sip:night@ai.voicely.example',
      headers: [
        ['X-Sipin-Leg', leg],
        ['X-Sipin-Line', leg === 'agent' ? 'sales' : 'support'],
        ['X-Zendesk-Ticket-Id', '4711'],
      ],
      body: sdp(at.nodeMedia, { port: '12000' }),
    },
    answer: sdp(peer.address.ip, leg === 'agent' ? { formats: '8' } : {}),
  })
}
