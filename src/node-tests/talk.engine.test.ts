import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { headerOf } from '../sip/sip-message.js'
import { hears } from '../testing/node/audio.js'
import { type NodeUnderTest, startNode } from '../testing/node/node.js'
import { type Callee, type Caller, nextLeg, placeCall, taken, untaken } from '../testing/node/parties.js'
import { recordOf } from '../testing/node/records.js'
import { extraHeaders } from '../testing/wire/messages.js'

/** Talk, and what a real node does when it does not take a call. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

const talk = 'sip:acme-support@acme-support.sip.twilio.com'
const carrier = 'sip:+33123456789@192.0.2.2'
const plain = 'sip:+33123456789@192.0.2.9'

async function gone(leg: Callee): Promise<void> {
  await taken(node, leg, 'CANCEL')
  await leg.refuse(487)
}

/** It rings for so many seconds, and no longer; a second or two of them may be lost between the clocks. */
async function ringsFor(leg: Callee, seconds: number): Promise<void> {
  await leg.ring()
  await node.pass(seconds - 3)
  await leg.ring()
  expect(untaken(node)).toEqual([])
  await node.pass(4)
  await leg.ring()
  await gone(leg)
}

it('Talk gets the ticket and the number, and the audio goes both ways', async () => {
  const caller = await placeCall(node, 'support', { ticket: '4711', caller: '+33144556677' })
  const leg = await nextLeg(node)
  expect(leg.invite.message.start).toBe(`INVITE ${talk} SIP/2.0`)
  expect(extraHeaders(leg.invite.message)).toEqual([
    ...['X-Sipin-Line: support', 'X-Sipin-Leg: talk', 'X-Zendesk-Ticket-Id: 4711'],
  ])
  expect(headerOf(leg.invite.message, 'From')).toContain('<sip:+33144556677@sip.acme.example>')
  expect(headerOf(leg.invite.message, 'Route')).toContain('10.0.0.5')
  expect(leg.invite.message.body).toMatch(
    /c=IN IP4 198\.51\.100\.11\r\n[\s\S]*m=audio 10\d\d\d RTP\/AVP 0 8 101\r/,
  )
  await leg.ring()
  await node.pass(7)
  await leg.answer()
  await caller.answered()
  await hears(leg.audio, caller.audio, 'audio of the caller', { payloadType: 0 })
  await hears(caller.audio, leg.audio, 'audio of Talk', { payloadType: 0 })
  await node.pass(65)
  await caller.hangUp()
  await taken(node, leg, 'BYE')
  const { wait, talk: talked, ...record } = await recordOf(node, caller.callId)
  expect(record).toMatchObject({
    ...{ line: 'support', ticket: '4711', caller: '+33144556677', source: '203.0.113.10' },
    ...{ outcome: 'talk', reason: '', agent: '' },
  })
  expect([7, 8]).toContain(wait)
  expect([65, 66, 67]).toContain(talked)
})

it('Talk rings for a minute, and then the target of the hour, without the ticket', async () => {
  const caller = await placeCall(node, 'support', { ticket: '4711' })
  const leg = await nextLeg(node, talk)
  await ringsFor(leg, 60)
  const target = await nextLeg(node, '')
  expect(target.invite.message.start).toBe(`INVITE ${carrier} SIP/2.0`)
  expect(extraHeaders(target.invite.message)).toEqual(['X-Sipin-Line: support', 'X-Sipin-Leg: overflow'])
  expect(target.invite.message.body).toMatch(/m=audio \d+ RTP\/AVP 0 8 101\r/)
  await ringsFor(target, 30)
  // It rang: the other address of the carrier is for when the first cannot be reached.
  expect((await caller.answered()).message.start).toMatch(/^SIP\/2.0 480 /)
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'hangup', reason: 'talk-failed' })
})

it.each([403, 404, 408, 486, 500, 503, 603])('a %s of Talk leads to the target', async status => {
  const caller = await placeCall(node, 'support')
  await (await nextLeg(node, talk)).refuse(status)
  const target = await nextLeg(node, '')
  expect(target.invite.message.start).toBe(`INVITE ${carrier} SIP/2.0`)
  await target.answer()
  await caller.answered()
  await target.send('BYE')
  await taken(node, caller, 'BYE')
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'overflow', reason: 'talk-failed' })
})

it.each<[number, string, boolean]>([
  [503, '', true],
  [404, '', true],
  [486, 'cause=17', false],
  [603, 'cause=21', false],
  [480, 'cause=19', false],
])('a carrier that says %s %s is asked for at its other address: %s', async (status, cause, other) => {
  const caller = await placeCall(node, 'support')
  await (await nextLeg(node, talk)).refuse(486)
  const reason = cause === '' ? [] : [['Reason', `Q.850;${cause}`] as const]
  await (await nextLeg(node, carrier)).refuse(status, reason)
  if (other) await (await nextLeg(node, plain)).refuse(486)
  expect((await caller.answered()).message.start).toMatch(/^SIP\/2.0 480 /)
  expect(untaken(node)).toEqual([])
})

it('by night the target of the night is asked, for as long as it says', async () => {
  await node.setClock('2026-11-30T19:30:00Z')
  const caller = await placeCall(node, 'support')
  await (await nextLeg(node, talk)).refuse(486)
  const target = await nextLeg(node, '')
  expect(target.invite.message.start).toBe('INVITE sip:night@ai.voicely.example SIP/2.0')
  await ringsFor(target, 20)
  expect((await caller.answered()).message.start).toMatch(/^SIP\/2.0 480 /)
  await node.setClock('2026-12-01T09:00:00Z')
})

it('a caller who gives up before Talk answers ends that call too', async () => {
  const caller = await placeCall(node, 'support')
  const leg = await nextLeg(node, talk)
  await leg.ring()
  await caller.cancel()
  await gone(leg)
  expect((await caller.answered()).message.start).toMatch(/^SIP\/2.0 487 /)
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'hangup', reason: 'abandoned' })
})

it('a secure line asks for SRTP, and takes nothing else', async () => {
  const caller = await placeCall(node, 'vault')
  const leg = await nextLeg(node, 'sip:acme-vault@')
  expect(leg.invite.message.body).toMatch(/m=audio \d+ RTP\/SAVP 0 8 101\r\n[\s\S]*a=crypto:\d /)
  await leg.refuse(486)
  const target = await nextLeg(node, 'sip:agent@192.0.2.200;transport=tls')
  expect(target.invite.message.body).toMatch(/m=audio \d+ RTP\/SAVP 0 8 101\r\n[\s\S]*a=crypto:\d /)
  await target.refuse(486)
  await caller.answered()
})

/** A REFER before the two are bridged transfers nothing, although Asterisk answers 202. */
async function isBridged(caller: Caller, target: Callee): Promise<void> {
  await hears(target.audio, caller.audio, 'audio of the caller', { payloadType: 0 })
}

async function handedBack(to: string, ticket?: string) {
  const caller = await placeCall(node, 'support', ticket === undefined ? {} : { ticket })
  await (await nextLeg(node, talk)).refuse(486)
  const target = await nextLeg(node, carrier)
  await target.answer()
  await caller.answered()
  await isBridged(caller, target)
  await target.send('REFER', { headers: [['Refer-To', `<sip:${to}@10.0.0.11>`]] })
  await node.edge.take('202', ({ message }) => message.start.startsWith('SIP/2.0 202'))
  return { caller, target }
}

it.each([
  ['refer~hours~123', undefined, ['X-Zendesk-Ticket-Id: 123']],
  ['refer~hours~123', '4711', ['X-Zendesk-Ticket-Id: 123']],
  ['refer~hours~', '4711', ['X-Zendesk-Ticket-Id: 4711']],
  ['refer~hours~', undefined, []],
])('a target hands a call back with %s, which had the ticket %s', async (to, had, ticket) => {
  const { caller } = await handedBack(to, had)
  const leg = await nextLeg(node, '')
  expect(extraHeaders(leg.invite.message).filter(header => /Line|Ticket/.test(header))).toEqual([
    ...['X-Sipin-Line: hours', ...ticket],
  ])
  await leg.answer()
  await caller.hangUp()
  await taken(node, leg, 'BYE')
  expect(await recordOf(node, caller.callId)).toMatchObject({ line: 'hours', outcome: 'agent', reason: '' })
})

it('a call comes back three times, and no more', async () => {
  let { caller, target } = await handedBack('refer~support~')
  for (let turn = 0; turn < 2; turn++) {
    await (await nextLeg(node, talk)).refuse(486)
    target = await nextLeg(node, carrier)
    await target.answer()
    await isBridged(caller, target)
    await target.send('REFER', { headers: [['Refer-To', '<sip:refer~support~@10.0.0.11>']] })
  }
  await (await nextLeg(node, talk)).refuse(486)
  target = await nextLeg(node, carrier)
  await target.answer()
  await isBridged(caller, target)
  await target.send('REFER', { headers: [['Refer-To', '<sip:refer~support~@10.0.0.11>']] })
  await taken(node, caller, 'BYE')
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'hangup', reason: 'too-many-hops' })
})

it('a call that is handed to no line ends', async () => {
  const { caller } = await handedBack('refer~none~')
  await taken(node, caller, 'BYE')
})
