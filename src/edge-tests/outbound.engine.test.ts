import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Header, headerOf, headersOf } from '../sip/sip-message.js'
import { hangUp, noCallsUp } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, extraHeaders, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at } from '../testing/wire/site.js'
import { callLeg, legHeaders, startWideSite, type WideSite, wideAt } from '../testing/wire/wide-site.js'

/** What a node sends out, and what comes back to it. */
let site: WideSite
beforeAll(async () => {
  site = await startWideSite()
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

const talk = 'sip:acme-support@acme-support.sip.twilio.com'
const ways = {
  talk: () => ({ leg: 'talk', line: 'support', uri: talk, peer: site.talk, answer: sdp(at.talkMedia) }),
  agent: () => ({
    leg: 'agent',
    line: 'sales',
    uri: 'sip:alice@10.0.1.20',
    peer: site.agent,
    answer: sdp(at.agent.ip, { formats: '8' }),
  }),
  'agent over IPv6': () => ({ leg: 'agent', line: 'wide', uri: 'sip:six@[2001:db8:1::20]', peer: site.six }),
  'overflow by name': () => ({
    leg: 'overflow',
    line: 'wide',
    uri: 'sip:out@outer.example',
    peer: site.outer,
    answer: sdp(at.talkMedia),
  }),
  'overflow by a trunk': () => ({
    leg: 'overflow',
    line: 'far',
    uri: 'sip:+33123456789@198.18.0.2',
    peer: site.trunk,
  }),
} as const

const begin = (way: keyof typeof ways, callId: string): Promise<Call> => callLeg(site, callId, ways[way]())

describe.each(Object.keys(ways).map(way => [way as keyof typeof ways]))('a call to %s', way => {
  const name = way.replaceAll(' ', '-')

  it('leaves from the outside address, in the words of the edge', async () => {
    const call = await begin(way, `out-${name}`)
    const { message, from } = call.invite
    await request(call.answerer.peer, 'ACK')
    expect(from).toEqual(name.includes('IPv6') ? wideAt.edge6 : at.edge)
    expect(headersOf(message, 'Max-Forwards')).toEqual(['70'])
    expect(headersOf(message, 'Route')).toEqual([])
    expect(extraHeaders(message)).toEqual(
      name.startsWith('overflow')
        ? []
        : name === 'talk'
          ? ['X-Zendesk-Ticket-Id: 4711']
          : [`X-Sipin-Line: ${ways[way]().line}`, 'X-Zendesk-Ticket-Id: 4711'],
    )
    expect(call.answered.message.body).toMatch(/^m=audio 40000 RTP\/AVP \d/m)
    await hangUp(call)
  })

  it('is spoken of by whoever answered, and by nobody else', async () => {
    const call = await begin(way, `speaks-${name}`)
    const { answerer } = call
    await request(answerer.peer, 'ACK')
    await answerer.peer.send(answerer.request('INFO'), answerer.next)
    await reply(site.node, await request(site.node, 'INFO'), 200)
    await finalAnswer(answerer.peer, answerer.callId, '1 INFO')
    if (!name.includes('IPv6'))
      expect(await askFrom(at.stranger.ip, answerer.request('BYE'))).toMatchObject({
        status: 403,
        reason: 'source',
      })
    await hangUp(call)
  })
})

describe('the other machines', () => {
  it.each<[string, keyof typeof ways, string, number]>([
    ['of Talk speak for it', 'talk', wideAt.talkTwin.ip, 200],
    ['of a trunk speak for it', 'overflow by a trunk', wideAt.twin.ip, 200],
    ["of the line's callers speak for a target", 'overflow by name', at.neighbour.ip, 200],
    ["of another line's callers do not", 'overflow by name', at.other.ip, 403],
    ["of the line's callers do not speak for Talk", 'talk', at.neighbour.ip, 403],
  ])('%s', async (what, way, ip, status) => {
    const call = await begin(way, `machine-${what.replace(/\W+/g, '-')}`)
    await request(call.answerer.peer, 'ACK')
    const port = 7000 + ++ports
    const peer = await site.wire.udp({ ip, port })
    const text = call.answerer.request('INFO')
    if (status === 200) {
      await peer.send(text, at.edge)
      await reply(site.node, await request(site.node, 'INFO'), 200)
      await finalAnswer(peer, call.answerer.callId, '1 INFO')
    } else expect(await ask(peer, text)).toMatchObject({ status, reason: 'source' })
    await hangUp(call)
  })
})

describe('a node may call', () => {
  it.each<[string, string, string, string, string]>([
    ['no target of another line', 'overflow', 'sales', 'sip:out@outer.example', 'no-target'],
    ['no target as an agent', 'agent', 'wide', 'sip:out@outer.example', 'no-target'],
    ['no agent as a target', 'overflow', 'wide', 'sip:alice@10.0.1.20', 'no-target'],
    ['no Talk of another line', 'talk', 'wide', talk, 'no-target'],
    ['nobody else at Talk', 'talk', 'support', 'sip:other@acme-support.sip.twilio.com', 'no-target'],
    ['no target without a line', 'overflow', 'nothing', 'sip:out@outer.example', 'no-target'],
    ['no agent without a line', 'agent', 'nothing', 'sip:alice@10.0.1.20', 'no-target'],
    ['no agent of another line', 'agent', 'wide', 'sip:alice@10.0.1.20', 'no-target'],
    ['nobody by a leg that there is not', 'other', 'wide', 'sip:out@outer.example', 'no-target'],
    [
      'nobody with more in the URI',
      'overflow',
      'wide',
      'sip:out@outer.example;maddr=192.0.2.66',
      'no-target',
    ],
  ])('%s', async (what, leg, line, uri, reason) => {
    const callId = `may-${what.replaceAll(' ', '-')}`
    const body = sdp(at.nodeMedia, { port: '12000' })
    const text = compose({ from: at.node, uri, callId, headers: legHeaders(leg, line), body })
    expect(await ask(site.node, text, at.inside)).toMatchObject({ reason })
  })

  it('by INVITE only', async () => {
    const uri = 'sip:alice@10.0.1.20'
    const text = compose({
      from: at.node,
      uri,
      callId: 'message',
      method: 'MESSAGE',
      headers: legHeaders('agent', 'sales'),
    })
    expect(await ask(site.node, text, at.inside)).toMatchObject({ status: 405, reason: 'method' })
    expect(site.agent.inbox).toEqual([])
  })

  it('whom it called, so Route says nothing', async () => {
    const headers = [
      ...legHeaders('agent', 'sales'),
      ['Route', '<sip:10.0.0.5:5060;lr>'] as const,
      ['Route', `<sip:${at.stranger.ip};lr>`] as const,
    ]
    const text = compose({
      from: at.node,
      uri: 'sip:alice@10.0.1.20',
      callId: 'routed',
      headers,
      body: sdp(at.nodeMedia),
    })
    await site.node.send(text, at.inside)
    const received = await request(site.agent, 'INVITE', 'routed')
    expect(headersOf(received.message, 'Route')).toEqual([])
    await reply(site.agent, received, 486)
    await finalAnswer(site.node, 'routed', '1 INVITE')
  })
})

describe("a node's probe", () => {
  const probe = (callId: string, uri: string, headers: readonly Header[] = []): string =>
    compose({ from: at.node, uri, callId, method: 'OPTIONS', headers })

  it('of the edge is answered', async () => {
    expect(await ask(site.node, probe('probe-edge', 'sip:10.0.0.5:5060'), at.inside)).toMatchObject({
      status: 200,
    })
  })

  it('of a phone comes back without a body and strange headers', async () => {
    const phone = await site.wire.udp({ ip: at.agent.ip, port: 5062 })
    await site.node.send(
      probe('probe-phone', 'sip:probed@10.0.1.20:5062', legHeaders('agent', 'sales')),
      at.inside,
    )
    const received = await request(phone, 'OPTIONS')
    // The firewall lets nobody but nodes answer to the inside address.
    expect(received.from).toEqual(at.edge)
    expect(extraHeaders(received.message)).toEqual([])
    await reply(phone, received, 200, 'v=0\r\n', [
      ['X-Zendesk-Ticket-Id', '666'],
      ['Allow', 'INVITE'],
    ])
    const { message } = await finalAnswer(site.node, 'probe-phone', '1 OPTIONS')
    expect(message.body).toBe('')
    expect(extraHeaders(message)).toEqual([])
    expect(headerOf(message, 'Allow')).toBe('INVITE')
  })

  it('of a stranger goes nowhere', async () => {
    const answer = await ask(site.node, probe('probe-stranger', `sip:x@${at.stranger.ip}`), at.inside)
    expect(answer).toMatchObject({ status: 403, reason: 'no-target' })
  })
})

let ports = 0

async function askFrom(ip: string, text: string) {
  return ask(await site.wire.udp({ ip, port: 7000 + ++ports }), text)
}
