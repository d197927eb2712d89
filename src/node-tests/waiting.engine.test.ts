import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
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

/** How many wait for the agents of a line, in which order, and for how long. */
let node: NodeUnderTest
beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())
afterEach(() => node.edge.forget())

async function over(caller: Caller, leg: Callee): Promise<void> {
  await caller.hangUp()
  await taken(node, leg, 'BYE')
}

it('lets as many wait as the line says, in their order, and for as long', async () => {
  const up: [Caller, Callee][] = []
  for (let call = 0; call < 3; call++) {
    const caller = await placeCall(node, 'team')
    await caller.answered()
    const leg = await nextLeg(node)
    await leg.answer()
    up.push([caller, leg])
  }
  const waiting = await placeCall(node, 'team', { caller: '+33100000004' })
  await waiting.answered()
  await node.pass(20)
  const last = await placeCall(node, 'team', { caller: '+33100000005' })
  await last.answered()
  const toomany = await placeCall(node, 'team')
  await toomany.answered()
  await left(toomany, { outcome: 'voicemail', reason: 'queue-full' })
  const [free] = up
  if (!free) throw new Error('three calls are up')
  await over(...free)
  const leg = await nextLeg(node)
  expect(extraHeaders(leg.invite.message)).toContain('X-Sipin-Caller: +33100000004')
  await leg.answer()
  // Whoever is in the queue hears music all the time.
  await last.audio.peer.take('music', ({ text }) => text.length > 100)
  await node.pass(117)
  await last.audio.speak()
  expect(untaken(node)).toEqual([])
  await node.pass(5)
  await last.audio.speak()
  await left(last, { outcome: 'voicemail', reason: 'max-wait' })
  for (const [caller, callee] of [[waiting, leg] as const, ...up.slice(1)]) await over(caller, callee)
})

/** Nobody is asked any more; the caller hangs up at voicemail. */
async function left(caller: Caller, record: object): Promise<void> {
  await atVoicemail(node, caller)
  await caller.hangUp()
  expect(await recordOf(node, caller.callId)).toMatchObject({ ...record, agent: '' })
  expect(untaken(node)).toEqual([])
}
