import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Header, headerOf, headersOf, respond, type SipMessage, statusOf } from '../lab/sip-message.js'
import { hangUp, noDialogs } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at } from '../testing/wire/site.js'
import { callLeg, legHeaders, startWideSite, type WideSite, wideAt } from '../testing/wire/wide-site.js'

/** What a node sends out, and what comes back to it. */
let site: WideSite
beforeAll(async () => {
  site = await startWideSite()
})
afterAll(() => site?.stop())
afterEach(() => noDialogs(site))

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

describe('an answer', () => {
  it('to the re-INVITE of a node is read anew', async () => {
    const call = await begin('talk', 'again')
    const { inviter } = call
    await request(site.talk, 'ACK')
    await site.node.send(
      inviter.request('INVITE', {
        body: sdp(at.nodeMedia, { port: '12002' }),
        headers: legHeaders('talk', 'support'),
      }),
      at.inside,
    )
    const received = await request(site.talk, 'INVITE', 'again')
    expect(extraHeaders(received.message)).toEqual([])
    expect(headersOf(received.message, 'Record-Route').length).toBeGreaterThan(0)
    await reply(site.talk, received, 200, sdp(at.talkMedia, { port: '40002' }), [
      ['X-Zendesk-Ticket-Id', '666'],
    ])
    const { message } = await finalAnswer(site.node, 'again', '2 INVITE')
    expect(message.body).toContain('m=audio 40002 RTP/AVP 0')
    expect(extraHeaders(message)).toEqual([])
    await site.node.send(inviter.request('ACK'), at.inside)
    await request(site.talk, 'ACK')
    await hangUp(call)
  })

  it('is of its own call, whatever else the edge heard in between', async () => {
    const call = await begin('talk', 'between')
    const { inviter } = call
    await request(site.talk, 'ACK')
    await site.node.send(inviter.request('INVITE', { body: sdp(at.nodeMedia, { port: '12002' }) }), at.inside)
    const received = await request(site.talk, 'INVITE', 'between')
    // Enough for each of the edge's processes to have had one.
    for (let index = 0; index < 40; index++) {
      const text = inviter.request('INFO', { cseq: 2 }).replaceAll('between', `unknown-${index}`)
      await site.node.send(text, at.inside)
      await finalAnswer(site.node, `unknown-${index}`, '2 INFO')
    }
    await reply(site.talk, received, 200, sdp(at.talkMedia, { port: '40002' }))
    const { message } = await finalAnswer(site.node, 'between', '2 INVITE')
    expect(message.body).toContain('m=audio 40002 RTP/AVP 0')
    await site.node.send(inviter.request('ACK'), at.inside)
    await request(site.talk, 'ACK')
    await hangUp(call)
  })

  it('that names a new address is believed: the node may send there, and nowhere else', async () => {
    const call = await begin('talk', 'moved')
    const { inviter } = call
    await request(site.talk, 'ACK')
    const moved = await site.wire.udp({ ip: at.talk.ip, port: 5088 })
    const uri = `sip:${at.talk.ip}:5088`
    for (const other of [
      uri,
      `sip:${at.stranger.ip}:${at.talk.port}`,
      `sip:${at.talk.ip}:${at.talk.port};maddr=${at.stranger.ip}`,
    ])
      expect(await ask(site.node, inviter.request('INFO', { uri: other }), at.inside)).toMatchObject({
        status: 403,
        reason: 'no-target',
      })
    const body = sdp(at.nodeMedia, { port: '12002' })
    await site.node.send(inviter.request('INVITE', { body }), at.inside)
    const { message } = await request(site.talk, 'INVITE', 'moved')
    const type = [['Content-Type', 'application/sdp']] as const
    await site.talk.send(
      respond(message, 200, 'OK', 'tag-5060', [['Contact', `<${uri}>`], ...type], sdp(at.talkMedia)),
      at.edge,
    )
    await finalAnswer(site.node, 'moved', '5 INVITE')
    await site.node.send(inviter.request('ACK', { uri }), at.inside)
    await request(moved, 'ACK')
    await site.node.send(inviter.request('INFO', { uri }), at.inside)
    await reply(moved, await request(moved, 'INFO'), 200)
    await finalAnswer(site.node, 'moved', '6 INFO')
    await hangUp(call)
  })

  it('without a length brings not a byte of what comes after its headers', async () => {
    const headers = legHeaders('talk', 'support')
    const invite = compose({
      from: at.node,
      uri: talk,
      callId: 'no-length',
      headers,
      body: sdp(at.nodeMedia),
    })
    await site.node.send(invite, at.inside)
    const received = await request(site.talk, 'INVITE', 'no-length')
    const ringing = respond(received.message, 180, 'Ringing', 'tag-5060').replace(/Content-Length: 0\r\n/, '')
    await site.talk.send(`${ringing}x`, at.edge)
    const { message } = await site.node.take('180', ({ message }) => statusOf(message) === 180)
    expect(message.body).toBe('')
    await reply(site.talk, received, 486)
    await finalAnswer(site.node, 'no-length', '1 INVITE')
  })

  it('to BYE brings no body', async () => {
    const call = await begin('talk', 'body-of-bye')
    await request(site.talk, 'ACK')
    await site.node.send(call.inviter.request('BYE'), at.inside)
    await reply(site.talk, await request(site.talk, 'BYE'), 200, sdp(at.talkMedia))
    expect((await finalAnswer(site.node, 'body-of-bye', '2 BYE')).message.body).toBe('')
  })

  it('of 488 brings no body', async () => {
    const headers = legHeaders('talk', 'support')
    await site.node.send(
      compose({ from: at.node, uri: talk, callId: 'refusal', headers, body: sdp(at.nodeMedia) }),
      at.inside,
    )
    await reply(site.talk, await request(site.talk, 'INVITE', 'refusal'), 488, sdp(at.talkMedia))
    const { message } = await finalAnswer(site.node, 'refusal', '1 INVITE')
    expect(statusOf(message)).toBe(488)
    expect(message.body).toBe('')
  })

  it('after CANCEL is 487', async () => {
    const headers = legHeaders('talk', 'support')
    const invite = compose({
      from: at.node,
      uri: talk,
      callId: 'cancelled',
      headers,
      body: sdp(at.nodeMedia),
    })
    await site.node.send(invite, at.inside)
    const received = await request(site.talk, 'INVITE', 'cancelled')
    await reply(site.talk, received, 180)
    const cancel = invite
      .replace(/^INVITE/, 'CANCEL')
      .replace('1 INVITE', '1 CANCEL')
      .replace(/Content-Type[\s\S]*/, 'Content-Length: 0\r\n\r\n')
    await site.node.send(cancel, at.inside)
    await reply(site.talk, await request(site.talk, 'CANCEL', 'cancelled'), 200)
    await reply(site.talk, received, 487)
    expect(statusOf((await finalAnswer(site.node, 'cancelled', '1 INVITE')).message)).toBe(487)
  })
})

let ports = 0

async function askFrom(ip: string, text: string) {
  return ask(await site.wire.udp({ ip, port: 7000 + ++ports }), text)
}

function extraHeaders({ headers }: SipMessage): string[] {
  return headers.filter(([name]) => /^x-/i.test(name)).map(([name, value]) => `${name}: ${value}`)
}
