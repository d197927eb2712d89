import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { openAudio } from '../testing/node/audio.js'
import { type NodeUnderTest, nodeAt, startNode } from '../testing/node/node.js'
import { type Callee, type Caller, nextLeg, placeCall, taken, untaken } from '../testing/node/parties.js'
import { reply } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'

/** Whose audio and whose requests a real node takes, and for how long it waits for them. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

async function talking(): Promise<[Caller, Callee]> {
  const caller = await placeCall(node, 'support')
  const leg = await nextLeg(node)
  await leg.answer()
  await caller.answered()
  return [caller, leg]
}

async function over(caller: Caller, leg: Callee): Promise<void> {
  await caller.hangUp()
  await taken(node, leg, 'BYE')
}

it('a stranger is not heard, before the first packet of the caller and after it', async () => {
  const [caller, leg] = await talking()
  const stranger = await openAudio(node.wire, { ip: nodeAt.stranger, port: 45_000 })
  stranger.connect(sdp(caller.audio.remote().ip, { port: String(caller.audio.remote().port) }))
  await stranger.speak(10, 0)
  await caller.audio.speak(10, 0)
  await stranger.speak(10, 0)
  await caller.audio.press('5')
  await leg.audio.peer.take('the key', ({ text }) => (text.charCodeAt(1) & 127) === 101)
  expect(leg.audio.peer.inbox.length).toBeGreaterThan(5)
  // What a bridge passes on keeps its bytes: twenty would be there.
  expect(leg.audio.peer.inbox.filter(({ text }) => (text.charCodeAt(1) & 127) === 0).length).toBeLessThan(15)
  await leg.audio.speak(5, 0)
  await caller.audio.peer.take('audio of Talk', () => true)
  expect(stranger.peer.inbox).toEqual([])
  await over(caller, leg)
})

it('a call in which nothing is heard for ten minutes ends, and no sooner', async () => {
  const [caller, leg] = await talking()
  await caller.audio.speak(3, 0)
  await leg.audio.speak(3, 0)
  await node.pass(590)
  await new Promise(resolve => setTimeout(resolve, 1500))
  expect(untaken(node)).toEqual([])
  await node.pass(14)
  await Promise.all([taken(node, caller, 'BYE', 8000), taken(node, leg, 'BYE', 8000)])
})

it('a call that is held may be silent for a quarter of an hour', async () => {
  const [caller] = await talking()
  await caller.send('INVITE', {
    body: sdp(nodeAt.caller, { port: String(caller.audio.port), rest: 'a=sendonly' }),
  })
  await node.edge.take(
    '200 to the hold',
    ({ message }) => statusOf(message) === 200 && headerOf(message, 'Call-ID') === caller.callId,
  )
  await caller.send('ACK')
  await caller.audio.speak(3, 0)
  await node.pass(880)
  await new Promise(resolve => setTimeout(resolve, 1500))
  const early = untaken(node).filter(start => start.startsWith('BYE'))
  expect(early).toEqual([])
  await node.pass(30)
  for (let end = 0; end < 2; end++) {
    const bye = await node.edge.take('BYE', ({ message }) => message.start.startsWith('BYE'), 8000)
    await reply(node.edge, bye, 200)
  }
})

it('requests of anybody but the edge begin nothing', async () => {
  const from = { ip: nodeAt.stranger, port: 5070 }
  const stranger = await node.wire.udp(from)
  await stranger.send(
    compose({ from, callId: 'stranger', uri: 'sip:support@10.0.0.11:5060', body: sdp(from.ip) }),
    nodeAt.node,
  )
  const answer = await stranger.take('a refusal', ({ message }) => (statusOf(message) ?? 0) >= 200)
  expect(statusOf(answer.message)).toBeGreaterThanOrEqual(400)
  const [caller, leg] = await talking()
  expect(leg.invite.message.body).toContain('m=audio')
  expect(untaken(node).filter(start => start.startsWith('INVITE'))).toEqual([])
  await over(caller, leg)
})

it('a caller who wants session timers has them', async () => {
  const caller = await placeCall(node, 'support', {
    headers: [
      ['Supported', 'timer'],
      ['Session-Expires', '1800;refresher=uac'],
    ],
  })
  const leg = await nextLeg(node)
  expect(headerOf(leg.invite.message, 'Session-Expires')).toBeUndefined()
  await leg.answer()
  const ok = await caller.answered()
  expect(headerOf(ok.message, 'Session-Expires')).toMatch(/^1800;refresher=uac$/)
  await over(caller, leg)
})

it('a key is passed on as an event, and not as sound', async () => {
  const [caller, leg] = await talking()
  await caller.audio.speak(3, 0)
  await caller.audio.press('7')
  const event = await leg.audio.peer.take('the key', ({ text }) => (text.charCodeAt(1) & 127) === 101)
  expect(event.text.charCodeAt(12)).toBe(7)
  await over(caller, leg)
})

it('only a target may transfer a call', async () => {
  const [caller, leg] = await talking()
  await leg.send('REFER', { headers: [['Refer-To', '<sip:refer~team~@10.0.0.11>']] })
  const answer = await node.edge.take(
    'the answer to REFER',
    ({ message }) => headerOf(message, 'CSeq')?.endsWith('REFER') === true,
  )
  expect(statusOf(answer.message)).toBeGreaterThanOrEqual(400)
  await caller.send('REFER', { headers: [['Refer-To', '<sip:refer~team~@10.0.0.11>']] })
  const other = await node.edge.take(
    'the answer to REFER',
    ({ message }) => headerOf(message, 'CSeq')?.endsWith('REFER') === true,
  )
  expect(statusOf(other.message)).toBeGreaterThanOrEqual(400)
  await over(caller, leg)
})
