import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { type NodeUnderTest, startNode } from '../testing/node/node.js'
import { atVoicemail, nextLeg, placeCall, taken, untaken } from '../testing/node/parties.js'
import { recordOf } from '../testing/node/records.js'

/**
 * Schedules on the clock of a real node, on both sides of each of their edges. Paris is an hour ahead of UTC, and a clock
 * goes on only: what Asterisk has planned for later would wait.
 */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

it.each([
  ['2026-12-01T07:59:50Z', 'hours', 'closed'],
  ['2026-12-01T08:00:05Z', 'hours', 'open'],
  ['2026-12-01T10:59:50Z', 'until', 'closed'],
  ['2026-12-01T11:00:05Z', 'until', 'open'],
  ['2026-12-01T11:29:50Z', 'hours', 'open'],
  ['2026-12-01T11:30:05Z', 'hours', 'closed'],
  ['2026-12-03T12:59:50Z', 'hours', 'closed'],
  ['2026-12-03T13:00:05Z', 'hours', 'open'],
  ['2026-12-03T16:59:50Z', 'hours', 'open'],
  ['2026-12-03T17:00:05Z', 'hours', 'closed'],
  // Friday
  ['2026-12-04T07:59:50Z', 'hours', 'closed'],
  ['2026-12-04T08:00:05Z', 'hours', 'open'],
  ['2026-12-04T15:59:50Z', 'hours', 'open'],
  ['2026-12-04T16:00:05Z', 'hours', 'closed'],
  // Saturday, and holidays from Thursday to Saturday
  ['2026-12-05T10:00:00Z', 'hours', 'closed'],
  ['2026-12-23T10:00:00Z', 'hours', 'open'],
  ['2026-12-24T10:00:00Z', 'hours', 'closed'],
  ['2026-12-25T10:00:00Z', 'hours', 'closed'],
  ['2026-12-28T10:00:00Z', 'hours', 'open'],
])('at %s the line %s is %s', async (instant, line, state) => {
  await node.setClock(instant)
  const caller = await placeCall(node, line)
  await caller.answered()
  if (state === 'open') {
    const leg = await nextLeg(node, 'sip:ben@')
    await leg.ring()
    await caller.hangUp()
    await taken(node, leg, 'CANCEL')
    await leg.refuse(487)
    return
  }
  await atVoicemail(node, caller)
  await caller.hangUp()
  expect(await recordOf(node, caller.callId)).toMatchObject({ line, outcome: 'voicemail', reason: 'closed' })
  expect(untaken(node)).toEqual([])
})

it.each([
  ['2026-12-29T16:59:50Z', 'sip:+33123456789@'],
  ['2026-12-29T17:00:05Z', 'sip:night@'],
  ['2026-12-29T22:59:50Z', 'sip:night@'],
  ['2026-12-29T23:00:05Z', 'sip:night@'],
  ['2026-12-30T07:59:50Z', 'sip:night@'],
  ['2026-12-30T08:00:05Z', 'sip:+33123456789@'],
])('at %s a call that Talk does not take goes to %s', async (instant, target) => {
  await node.setClock(instant)
  const caller = await placeCall(node, 'support')
  await (await nextLeg(node, 'sip:acme-support@')).refuse(486)
  const leg = await nextLeg(node, '')
  expect(leg.invite.message.start.slice('INVITE '.length)).toMatch(
    new RegExp(`^${target.replace('+', '\\+')}`),
  )
  await leg.refuse(486)
  await caller.answered()
})
