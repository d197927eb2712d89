import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { callIn, callTalk, inviteTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { acknowledge, compose, read, sdp } from '../testing/wire/messages.js'
import type { Address } from '../testing/wire/protocol.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

/**
 * The same request several times at once: after a stall it and its retransmissions all lie in the socket, and a
 * worker of the edge takes each.
 */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const seldomUri = 'sip:seldom@sip.acme.example'
const limitedUri = 'sip:limited@sip.acme.example'

it.each([
  ['a line of one call a second', seldomUri],
  ['a line of two calls at a time', limitedUri],
  ['a line without limits', 'sip:sales@sip.acme.example'],
])('are one call for %s', async (_, uri) => {
  for (let round = 0; round < 3; round++) {
    if (uri === seldomUri) await untilNextSecond()
    const callId = `copies-${uri.length}-${round}`
    const text = compose({ from: at.caller, uri, callId, body: sdp(at.caller.ip) })
    const accepted = await site.accepted()
    await sendTogether(site.caller, text, 6)
    const offered = await request(site.node, 'INVITE', callId)
    await pause(100)
    expect(await site.callsUp()).toBe(1)
    // Once it has gone on, the transaction answers what comes again.
    const before = heardBy(site.caller, callId)
    await site.caller.send(text, at.edge)
    await until('its answer', 60, async () => heardBy(site.caller, callId) > before)
    await reply(site.node, offered, 486)
    const { message } = await finalAnswer(site.caller, callId, '1 INVITE')
    expect([statusOf(message), headerOf(message, 'Warning')]).toEqual([486, undefined])
    await site.caller.send(acknowledge(read(text), message), at.edge)
    await noCallsUp(site)
    expect(await site.accepted()).toBe(accepted + 1)
  }
})

it('are one call of a node', async () => {
  for (let round = 0; round < 3; round++) {
    const text = inviteTalk(`copies-out-${round}`)
    await sendTogether(site.node, text, 6, at.inside)
    const offered = await request(site.talk, 'INVITE')
    await reply(site.talk, offered, 486)
    const { message } = await finalAnswer(site.node, `copies-out-${round}`, '1 INVITE')
    expect(statusOf(message)).toBe(486)
    await site.node.send(acknowledge(read(text), message), at.inside)
    await noCallsUp(site)
    site.talk.forget()
  }
})

it.each([
  ['caller', callIn],
  ['node', callTalk],
])('of a request within a call are one request, whether a %s sends it', async (who, begin) => {
  const call = await begin(site, `copies-within-${who}`)
  await settled(call)
  const { inviter, answerer } = call
  for (let round = 0; round < 8; round++) {
    const text = inviter.request('INFO')
    await sendTogether(inviter.peer, text, 6, inviter.next)
    await reply(answerer.peer, await request(answerer.peer, 'INFO', inviter.callId), 200)
    const { message } = await finalAnswer(inviter.peer, inviter.callId, headerOf(read(text), 'CSeq') ?? '')
    expect(statusOf(message)).toBe(200)
  }
  await hangUp(call)
  await noCallsUp(site)
})

it('are refused again, when they come again after a refusal', async () => {
  const callId = 'copies-refused'
  const text = compose({ from: at.caller, uri: talkUri, callId, body: sdp(at.stranger.ip) })
  for (const count of [1, 2, 3]) {
    await site.caller.send(text, at.edge)
    await site.caller.take(`refusal ${count}`, ({ message }) => {
      return statusOf(message) === 488 && headerOf(message, 'Call-ID') === callId
    })
  }
})

async function sendTogether(peer: Peer, text: string, count: number, to: Address = at.edge): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => peer.send(text, to)))
}

function heardBy(peer: Peer, callId: string): number {
  return peer.inbox.filter(({ message }) => headerOf(message, 'Call-ID') === callId).length
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}

/** Calls are counted by the second of the clock. */
function untilNextSecond(): Promise<void> {
  return pause(1020 - (Date.now() % 1000))
}
