import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, hostOf, sdp } from '../testing/wire/messages.js'
import type { Address, Transport } from '../testing/wire/protocol.js'
import { establish } from '../testing/wire/sides.js'
import { at, type Site, startSite } from '../testing/wire/site.js'
import type { Peer, Received } from '../testing/wire/wire.js'

/** One edge with a public and a private interface, and with both families of addresses: what each leg is told of it. */
let site: Site

const publicEdge = at.edge
const privateEdge = { ip: '10.20.0.5', port: 5060 }
const edge6 = { ip: '2001:db8:64::10', port: 5060 }
const farEnds = {
  privateCaller: { ip: '10.20.0.77', port: 5070 },
  caller6: { ip: '2001:db8:113::10', port: 5070 },
  target6: { ip: '2001:db8:113::14', port: 5060 },
  named6: { ip: '2001:db8:113::15', port: 5060 },
}

beforeAll(async () => {
  site = await startSite(
    `
version: 1
edge:
  domains: [sip.acme.example]
  listen:
    - udp:10.20.0.5:5060
    - tcp:10.20.0.5:5060
    - udp:198.51.100.10:5060
    - tcp:198.51.100.10:5060
    - udp:[2001:db8:64::10]:5060
    - tcp:[2001:db8:64::10]:5060
  inside: udp:10.0.0.5:5060
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
agents:
  alice: {uri: sip:alice@10.0.1.20}
defaults:
  allow: [203.0.113.0/28, 10.20.0.77, "2001:db8:113::/64"]
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    voicemail: false
    overflow: [{to: "sip:night@[2001:db8:113::14]"}, {to: sip:day@203.0.113.14}, {to: "sip:tcp@203.0.113.14;transport=tcp"}, {to: "sip:tcp@[2001:db8:113::14];transport=tcp"}, {to: sip:night@six.example, media: any}, {to: "sip:tcp@six.example;transport=tcp", media: any}]
  sales:
    uri: sip:sales@sip.acme.example
    agents: [alice]
    voicemail: true
`,
    {
      addresses: [privateEdge.ip, edge6.ip, ...Object.values(farEnds).map(({ ip }) => ip)],
      hosts: { 'six.example': farEnds.named6.ip },
    },
  )
})
afterAll(() => site?.stop())

/** What a far end is told of the edge by a message: whence it came, its Via, Contact and Record-Routes. */
function told({ from, message }: Received): Told {
  const { headers } = message
  const of = (name: string): string[] =>
    headers.filter(([header]) => header === name).flatMap(([, value]) => value.split(/,\s*/))
  return {
    from: hostOf(from),
    // Of an answer, whoever asked wrote them all.
    via: message.start.startsWith('SIP/') ? [] : of('Via').map(via => via.replace(/;.*/, '')),
    contact: of('Contact').map(contact => contact.replace(/[<>]/g, '')),
    routes: of('Record-Route').map(route => route.replace(/[<>]/g, '')),
  }
}

interface Told {
  readonly from: string
  readonly via: readonly string[]
  readonly contact: readonly string[]
  readonly routes: readonly string[]
}

const record = (side: Address): string => `sip:${bare(side)};r2=on;lr`
/** Port 5060 is not written. */
const bare = (side: Address): string => hostOf(side).replace(/:5060$/, '')

/** By a request that the edge sends from `side`. */
const requested = (side: Address, rest: Partial<Told>): object => ({
  from: hostOf(side),
  via: [`SIP/2.0/UDP ${bare(side)}`, expect.any(String)],
  contact: [],
  routes: [],
  ...rest,
})
const answered = (side: Address, rest: Partial<Told>): object => ({ ...requested(side, rest), via: [] })

const nodeContact = [`sip:${hostOf(at.node)}`]
const nodeAudio = sdp(at.nodeMedia, { port: '12000' })

it.each<[string, Address, Address]>([
  ['the public address', at.caller, publicEdge],
  ['the private address', farEnds.privateCaller, privateEdge],
  ['the IPv6 address', farEnds.caller6, edge6],
])('who calls %s hears of that one alone', async (name, ip, edge) => {
  const caller = ip === at.caller ? site.caller : await site.wire.udp(ip)
  const callId = name.replaceAll(' ', '-')
  const audio = sdp('203.0.113.12')
  const call = await establish({
    inviter: caller,
    answerer: site.node,
    to: edge,
    invite: { callId, uri: 'sip:x@acme-support.sip.twilio.com', body: audio },
    answer: nodeAudio,
  })
  await settled(call)
  const inward = [record(at.inside), record(edge)]
  const outward = [...inward].reverse()
  const named = [`sip:${hostOf(ip)}`]
  const inside = { contact: [`sip:caller@${hostOf(ip)}`], routes: inward }
  expect(told(call.invite)).toEqual(requested(at.inside, inside))
  expect(told(call.answered)).toEqual(answered(edge, { contact: nodeContact, routes: inward }))

  await caller.send(call.inviter.request('INVITE', { body: audio }), edge)
  const again = await request(site.node, 'INVITE', callId)
  expect(told(again)).toEqual(requested(at.inside, { contact: named }))
  await reply(site.node, again, 200, nodeAudio)
  const answeredAgain = await finalAnswer(caller, callId, '2 INVITE')
  expect(told(answeredAgain)).toEqual(answered(edge, { contact: nodeContact }))
  await caller.send(call.inviter.request('ACK'), edge)
  await request(site.node, 'ACK', callId)

  await site.node.send(call.answerer.request('INVITE', { body: nodeAudio }), at.inside)
  const back = await request(caller, 'INVITE')
  expect(told(back)).toEqual(requested(edge, { contact: nodeContact, routes: outward }))
  await reply(caller, back, 200, audio)
  const answeredBack = await finalAnswer(site.node, call.answerer.callId, '1 INVITE')
  expect(told(answeredBack)).toEqual(answered(at.inside, { contact: named, routes: outward }))
  await site.node.send(call.answerer.request('ACK'), at.inside)
  expect(told(await request(caller, 'ACK'))).toEqual(requested(edge, { contact: nodeContact }))

  const uri = `sip:${hostOf(edge)}`
  const options = compose({ from: ip, method: 'OPTIONS', uri, callId: `options-${callId}` })
  expect(told((await ask(caller, options, edge)).received)).toEqual(answered(edge, {}))

  await site.node.send(call.answerer.request('BYE'), at.inside)
  const bye = await request(caller, 'BYE')
  expect(told(bye)).toEqual(requested(edge, { contact: nodeContact }))
  await reply(caller, bye, 200)
  expect(told(await finalAnswer(site.node, call.answerer.callId, '2 BYE'))).toMatchObject({
    from: hostOf(at.inside),
  })
})

type Leg = 'talk' | 'overflow' | 'agent'

it.each<[string, Leg, string, Address, Address, Transport]>([
  ['Talk', 'talk', 'sip:acme-support@acme-support.sip.twilio.com', at.talk, publicEdge, 'udp'],
  ['a target', 'overflow', 'sip:day@203.0.113.14', at.target, publicEdge, 'udp'],
  ['a target in IPv6', 'overflow', 'sip:night@[2001:db8:113::14]', farEnds.target6, edge6, 'udp'],
  ['a phone of the site', 'agent', 'sip:alice@10.0.1.20', at.agent, publicEdge, 'udp'],
  ['a target over TCP', 'overflow', 'sip:tcp@203.0.113.14;transport=tcp', at.target, publicEdge, 'tcp'],
  [
    'a target over TCP in IPv6',
    'overflow',
    'sip:tcp@[2001:db8:113::14];transport=tcp',
    farEnds.target6,
    edge6,
    'tcp',
  ],
  ['a name that leads to IPv6', 'overflow', 'sip:night@six.example', farEnds.named6, edge6, 'udp'],
  [
    'a name that leads to IPv6 over TCP',
    'overflow',
    'sip:tcp@six.example;transport=tcp',
    farEnds.named6,
    edge6,
    'tcp',
  ],
])('%s is called from the address that leads there', async (name, leg, uri, far, edge, transport) => {
  const peer = await calleeAt(far, transport)
  const callId = name.replaceAll(' ', '-')
  const audio = sdp(leg === 'talk' ? at.talkMedia : '203.0.113.14')
  const line = leg === 'agent' ? 'sales' : 'support'
  const headers = [
    ['X-Sipin-Leg', leg],
    ['X-Sipin-Line', line],
  ] as const
  const call = await establish({
    inviter: site.node,
    answerer: peer,
    to: at.inside,
    invite: { callId, uri, headers, body: nodeAudio },
    answer: leg === 'agent' ? sdp(at.agent.ip) : audio,
  })
  await settled(call)
  const suffix = transport === 'tcp' ? ';transport=tcp' : ''
  const outward = [`sip:${bare(edge)}${suffix};r2=on;lr`, record(at.inside)]
  const via = [`SIP/2.0/${transport.toUpperCase()} ${bare(edge)}`, expect.any(String) as unknown as string]
  // A connection has a port of its own.
  const from =
    transport === 'tcp' ? { from: expect.stringContaining(hostOf({ ...edge, port: 0 }).slice(0, -1)) } : {}
  expect(told(call.invite)).toEqual({
    ...requested(edge, { via, contact: [`sip:caller@${hostOf(at.node)}`], routes: outward }),
    ...from,
  })
  const named = [`sip:${hostOf(far)}${suffix}`]
  expect(told(call.answered)).toEqual(answered(at.inside, { contact: named, routes: outward }))

  await peer.send(
    call.answerer.request('INVITE', { body: leg === 'agent' ? sdp(at.agent.ip) : audio }),
    call.invite.from,
  )
  const again = await request(site.node, 'INVITE')
  expect(told(again)).toEqual(requested(at.inside, { contact: named }))
  await reply(site.node, again, 200, nodeAudio)
  const answeredAgain = await finalAnswer(peer, call.answerer.callId, '1 INVITE')
  expect(told(answeredAgain)).toEqual({ ...answered(edge, { contact: nodeContact }), ...from })
  await peer.send(call.answerer.request('ACK'), call.invite.from)
  await request(site.node, 'ACK')

  await site.node.send(call.inviter.request('BYE'), at.inside)
  const bye = await request(peer, 'BYE')
  expect(told(bye)).toEqual({ ...requested(edge, { via, contact: nodeContact }), ...from })
  await reply(peer, bye, 200)
  await finalAnswer(site.node, callId, '2 BYE')
})

async function calleeAt(far: Address, transport: Transport): Promise<Peer> {
  if (transport === 'tcp') return site.wire.listen('tcp', far)
  const standing = [site.talk, site.target, site.agent].find(({ address }) => address === far)
  return standing ?? site.wire.udp(far)
}
