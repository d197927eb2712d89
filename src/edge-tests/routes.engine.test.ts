import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { formatSipMessage, headerOf, headersOf, statusOf } from '../sip/sip-message.js'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/** Where requests inside a call go, whose call it is, and what is left of it when it is over. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

it('a request of a node has a Call-ID of characters', async () => {
  const text = compose({
    from: at.node,
    uri: `sip:${at.inside.ip}`,
    callId: 'of-a-n\u00f6de',
    method: 'OPTIONS',
  })
  expect(await ask(site.node, text, at.inside)).toMatchObject({ status: 400, reason: 'malformed' })
})

describe('a request inside a call', () => {
  it('of the outside reaches the node by the inside address, without strange headers and bodies', async () => {
    const call = await callIn(site, 'inside')
    await request(site.node, 'ACK')
    const headers = [
      ['X-Zendesk-Ticket-Id', '666'],
      ['X-Sipin-Line', 'x'],
      ['Reason', 'SIP;cause=200'],
    ] as const
    await site.caller.send(
      call.inviter.request('INFO', {
        ...{ headers, type: 'application/dtmf-relay' },
        body: 'X-Evil: 1\r\nsignal = 5\r\nDuration=99999\r\nmore',
      }),
      at.edge,
    )
    const received = await request(site.node, 'INFO')
    expect(received.from).toEqual(at.inside)
    expect(received.message.body).toBe('Signal=5\r\nDuration=250\r\n')
    expect(received.message.headers.filter(([name]) => /^x-/i.test(name))).toEqual([])
    expect(headerOf(received.message, 'Reason')).toBe('SIP;cause=200')
    await reply(site.node, received, 200)
    await finalAnswer(site.caller, 'inside', '2 INFO')
    expect(await ask(site.caller, call.inviter.request('OPTIONS'))).toMatchObject({ status: 200 })
    expect(requestsAtNode()).toEqual([])
    await hangUp(call)
  })

  it('of a node goes the way of the call, and no other', async () => {
    const call = await callIn(site, 'of-node')
    await request(site.node, 'ACK')
    expect(await ask(site.node, call.answerer.request('INFO', { routes: [] }), at.inside)).toMatchObject({
      status: 481,
      reason: 'no-call',
    })
    await site.node.send(call.answerer.request('ACK', { routes: [] }), at.inside)
    const headers = [
      ['X-Sipin-Line', 'support'],
      ['X-Other', 'x'],
    ] as const
    for (const method of ['INVITE', 'UPDATE']) {
      await site.node.send(
        call.answerer.request(method, { headers, body: sdp(at.nodeMedia, { port: '12000' }) }),
        at.inside,
      )
      const received = await request(site.caller, method)
      expect(received.from).toEqual(at.edge)
      expect(headersOf(received.message, 'Record-Route').length).toBeGreaterThan(0)
      expect(received.message.headers.filter(([name]) => /^x-/i.test(name))).toEqual([])
      await reply(site.caller, received, 200, sdp(at.caller.ip))
      const answer = await finalAnswer(
        site.node,
        call.answerer.callId,
        headerOf(received.message, 'CSeq') ?? '',
      )
      expect(answer.message.body).toContain(`c=IN IP4 ${at.caller.ip}`)
      if (method === 'INVITE') {
        await site.node.send(call.answerer.request('ACK'), at.inside)
        await request(site.caller, 'ACK')
      }
    }
    await site.node.send(call.answerer.request('INFO'), at.inside)
    const info = await request(site.caller, 'INFO')
    expect(headersOf(info.message, 'Record-Route')).toEqual([])
    await reply(site.caller, info, 200)
    await finalAnswer(site.node, call.answerer.callId, '4 INFO')
    await hangUp(call)
  })

  it('that is sent again is answered again, and goes no second time', async () => {
    const call = await callIn(site, 'again')
    await request(site.node, 'ACK')
    const info = call.inviter.request('INFO')
    await site.caller.send(info, at.edge)
    await reply(site.node, await request(site.node, 'INFO'), 200)
    await finalAnswer(site.caller, 'again', '2 INFO')
    await site.caller.send(info, at.edge)
    await finalAnswer(site.caller, 'again', '2 INFO')
    expect(requestsAtNode()).toEqual([])
    await hangUp(call)
  })
})

describe('a call is nobody else’s', () => {
  it('by turning its tags round, or under another of them', async () => {
    const call = await callIn(site, 'tags')
    await request(site.node, 'ACK')
    const info = call.inviter.request('INFO')
    const turned = info
      .replace(/^From: .*$/m, line => line.replace(/tag=.*/, 'tag=tag-5060'))
      .replace(/^To: .*$/m, line => line.replace(/tag=.*/, 'tag=t-tags'))
    expect(turned).not.toBe(info)
    expect(await ask(site.caller, turned)).toMatchObject({ status: 481, reason: 'no-call' })
    const guessed = call.inviter.request('INFO').replace('tag=t-tags', 'tag=guess')
    expect(await ask(site.caller, guessed)).toMatchObject({ status: 481, reason: 'no-call' })
    const talk = await callTalk(site, 'tags-talk')
    await request(site.talk, 'ACK')
    const theirs = talk.answerer.request('INFO')
    const asNode = theirs
      .replace(/^From: .*$/m, line => line.replace(/tag=.*/, 'tag=t-tags-talk'))
      .replace(/^To: .*$/m, line => line.replace(/tag=.*/, 'tag=tag-5060'))
    expect(await ask(site.talk, asNode)).toMatchObject({ status: 481, reason: 'no-call' })
    expect(requestsAtNode()).toEqual([])
    await hangUp(talk)
    await hangUp(call)
  })

  it('when it is over', async () => {
    const call = await callIn(site, 'over')
    await request(site.node, 'ACK')
    await hangUp(call)
    expect(await ask(site.caller, call.inviter.request('INFO'))).toMatchObject({
      status: 481,
      reason: 'no-call',
    })
    await site.caller.send(call.inviter.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE'), 481)
    await finalAnswer(site.caller, 'over', '4 BYE')
    const mine = await callTalk(site, 'over-talk')
    await request(site.talk, 'ACK')
    await hangUp(mine)
    expect(await ask(site.talk, mine.answerer.request('INFO'))).toMatchObject({
      status: 481,
      reason: 'no-call',
    })
  })
})

it('an answer that nobody asked for goes nowhere', async () => {
  const inside = `SIP/2.0/UDP ${at.node.ip}:${at.node.port};branch=z9hG4bK-stray-2`
  const stray = formatSipMessage({
    start: 'SIP/2.0 200 OK',
    headers: [
      ['Via', `SIP/2.0/UDP ${at.edge.ip}:${at.edge.port};branch=z9hG4bK-stray-1`],
      ['Via', inside],
      ['From', `<sip:x@${at.caller.ip}>;tag=1`],
      ['To', `<${talkUri}>;tag=2`],
      ['Call-ID', 'stray'],
      ['CSeq', '1 INVITE'],
    ],
    body: '',
  })
  await site.caller.send(stray, at.edge)
  // What the caller sends after it has been there and back: the answer would have been at the node.
  const call = await callIn(site, 'after-stray')
  await request(site.node, 'ACK')
  await hangUp(call)
  expect(site.node.inbox.filter(({ message }) => headerOf(message, 'Call-ID') === 'stray')).toEqual([])
})

describe('CANCEL', () => {
  it('of a call that there is not is refused, of the outside and of a node', async () => {
    const invite = compose({ from: at.caller, uri: talkUri, callId: 'none', body: sdp(at.caller.ip) })
    expect(await ask(site.caller, cancelOf(invite))).toMatchObject({ status: 481, reason: 'no-call' })
    const inside = compose({ from: at.node, uri: talkUri, callId: 'none-inside', body: sdp(at.caller.ip) })
    expect(await ask(site.node, cancelOf(inside), at.inside)).toMatchObject({
      status: 481,
      reason: 'no-call',
    })
  })

  it('of a call that is up, under another branch, is refused', async () => {
    const call = await callIn(site, 'cancel-late')
    await request(site.node, 'ACK')
    const invite = compose({ from: at.caller, uri: talkUri, callId: 'cancel-late', body: sdp(at.caller.ip) })
    const text = cancelOf(invite).replace(/branch=\S+?;/, 'branch=z9hG4bKother;')
    expect(await ask(site.caller, text)).toMatchObject({ status: 481, reason: 'no-call' })
    await hangUp(call)
  })
})

it('a retransmission of a new call reaches the node once, and the ACK of a refusal nobody', async () => {
  const invite = compose({ from: at.caller, uri: talkUri, callId: 'twice', body: sdp(at.caller.ip) })
  await site.caller.send(invite, at.edge)
  const received = await request(site.node, 'INVITE', 'twice')
  await reply(site.node, received, 180)
  await site.caller.send(invite, at.edge)
  await site.caller.take('180 again', ({ message }) => statusOf(message) === 180)
  expect(await site.callsUp()).toBe(1)
  await reply(site.node, received, 486)
  const { message } = await finalAnswer(site.caller, 'twice', '1 INVITE')
  await request(site.node, 'ACK', 'twice')
  const ack = invite
    .replace(/^INVITE/, 'ACK')
    .replace('1 INVITE', '1 ACK')
    .replace(/^To: .*$/m, `To: ${headerOf(message, 'To')}`)
  await site.caller.send(ack.replace(/Content-Type[\s\S]*/, 'Content-Length: 0\r\n\r\n'), at.edge)
  expect(
    await ask(site.caller, compose({ from: at.caller, uri: talkUri, callId: 'then', method: 'OPTIONS' })),
  ).toMatchObject({ status: 200 })
  expect(requestsAtNode()).toEqual([])
})

/** What came to the node and was not taken, beside ACKs and answers. */
function requestsAtNode(): string[] {
  return site.node.inbox.map(({ message: { start } }) => start).filter(start => !/^(ACK|SIP\/)/.test(start))
}
