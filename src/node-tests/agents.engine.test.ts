import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { headerOf } from '../sip/sip-message.js'
import { hears } from '../testing/node/audio.js'
import { type NodeUnderTest, startNode } from '../testing/node/node.js'
import {
  atVoicemail,
  type Callee,
  type Caller,
  nextLeg,
  placeCall,
  taken,
  untaken,
} from '../testing/node/parties.js'
import { recordOf } from '../testing/node/records.js'
import { extraHeaders } from '../testing/wire/messages.js'

/** A queue of a real node: who is asked when, for how long, and what becomes of whoever nobody takes. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

const ann = 'sip:ann@10.0.1.20'
const ben = 'sip:ben@10.0.1.21'
const cat = 'sip:cat@10.0.1.22'

async function takenBy(agent: string, caller: Caller): Promise<Callee> {
  await caller.answered()
  const leg = await nextLeg(node, '')
  expect(leg.invite.message.start).toBe(`INVITE ${agent} SIP/2.0`)
  await leg.answer()
  return leg
}

async function over(caller: Caller, leg: Callee): Promise<void> {
  await caller.hangUp()
  await taken(node, leg, 'BYE')
}

it('asks the first of the list first, then who was never asked, then who has been idle for longest', async () => {
  const asked: string[] = []
  for (const agent of [ann, ben, cat, ann, ben]) {
    const caller = await placeCall(node, 'team')
    await over(caller, await takenBy(agent, caller))
    await recordOf(node, caller.callId)
    asked.push(agent)
  }
  // The call of cat is the longest ago now. Who was asked and did not answer has not been busy.
  const caller = await placeCall(node, 'team')
  await caller.answered()
  await (await nextLeg(node, cat)).refuse(486)
  await over(caller, await takenLate(ann))
  const again = await placeCall(node, 'team')
  await over(again, await takenBy(cat, again))
})

async function takenLate(agent: string): Promise<Callee> {
  const leg = await nextLeg(node, '')
  expect(leg.invite.message.start).toBe(`INVITE ${agent} SIP/2.0`)
  await leg.answer()
  return leg
}

it('tells an agent the line, the caller, where it is from and the ticket, and offers the codecs of the line', async () => {
  const caller = await placeCall(node, 'team', { ticket: '4711', caller: '+33144556677' })
  await caller.answered()
  const leg = await nextLeg(node)
  expect(extraHeaders(leg.invite.message)).toEqual([
    'X-Sipin-Line: team',
    'X-Sipin-Leg: agent',
    'X-Sipin-Caller: +33144556677',
    'X-Sipin-Source: 203.0.113.10',
    'X-Zendesk-Ticket-Id: 4711',
  ])
  expect(leg.invite.message.body).toMatch(/m=audio \d+ RTP\/AVP 8 101\r/)
  expect(headerOf(leg.invite.message, 'From')).toContain('<sip:+33144556677@sip.acme.example>')
  expect(headerOf(leg.invite.message, 'Route')).toContain('10.0.0.5')
  await leg.answer()
  await hears(leg.audio, caller.audio, 'audio of the caller')
  await hears(caller.audio, leg.audio, 'audio of the agent', {
    is: ({ text }) => text.endsWith('\x55'.repeat(160)),
  })
  await node.pass(90)
  await over(caller, leg)
  const agent = headerOf(leg.invite.message, 'To')?.match(/sip:(\w+)@/)?.[1]
  expect(await recordOf(node, caller.callId)).toMatchObject({
    ...{ line: 'team', ticket: '4711', caller: '+33144556677', source: '203.0.113.10' },
    ...{ outcome: 'agent', reason: '', agent },
  })
})

it('says nothing of a ticket and a number that a call has not', async () => {
  const caller = await placeCall(node, 'hours', { caller: '' })
  await caller.answered()
  const leg = await nextLeg(node, ben)
  expect(extraHeaders(leg.invite.message)).toEqual([
    ...['X-Sipin-Line: hours', 'X-Sipin-Leg: agent', 'X-Sipin-Source: 203.0.113.10'],
  ])
  expect(headerOf(leg.invite.message, 'From')).toContain('sip:anonymous@')
  expect(leg.invite.message.body).toMatch(/m=audio \d+ RTP\/AVP 0 8 101\r/)
  await leg.answer()
  await over(caller, leg)
})

it('rings for as long as the line says, asks everybody once, and says missed when one of them was', async () => {
  const caller = await placeCall(node, 'team')
  await caller.answered()
  const first = await nextLeg(node)
  await first.ring()
  await node.pass(18)
  await caller.audio.speak()
  await first.ring()
  expect(untaken(node)).toEqual([])
  await node.pass(3)
  await caller.audio.speak()
  await first.ring()
  await taken(node, first, 'CANCEL')
  await first.refuse(487)
  await (await nextLeg(node)).refuse(486)
  await (await nextLeg(node)).refuse(603)
  await left(caller, { outcome: 'voicemail', reason: 'missed' })
})

it.each([
  [486, 'declined'],
  [503, 'no-agents'],
])('of a call that every phone refuses with %s it says %s', async (status, reason) => {
  const caller = await placeCall(node, 'team')
  await caller.answered()
  for (let phone = 0; phone < 3; phone++) await (await nextLeg(node)).refuse(status)
  await left(caller, { outcome: 'voicemail', reason })
})

/** Nobody is asked any more; the caller hangs up at voicemail. */
async function left(caller: Caller, record: object): Promise<void> {
  await atVoicemail(node, caller)
  await caller.hangUp()
  expect(await recordOf(node, caller.callId)).toMatchObject({ ...record, agent: '' })
  expect(untaken(node)).toEqual([])
}

it('gives up an agent when the caller does', async () => {
  const caller = await placeCall(node, 'team')
  await caller.answered()
  const leg = await nextLeg(node)
  await leg.ring()
  await caller.hangUp()
  await taken(node, leg, 'CANCEL')
  await leg.refuse(487)
  expect(await recordOf(node, caller.callId)).toMatchObject({
    outcome: 'hangup',
    reason: 'abandoned',
    agent: '',
  })
})

it('a caller for whom nobody is there hears a message, and 480', async () => {
  const caller = await placeCall(node, 'nobody')
  await caller.audio.peer.take('the message', ({ text }) => text.length > 100).catch(() => {})
  const final = await caller.answered()
  expect(final.message.start).toMatch(/^SIP\/2.0 480 /)
  expect(await recordOf(node, caller.callId)).toMatchObject({ outcome: 'hangup', reason: 'no-agents' })
})
