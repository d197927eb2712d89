import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { statusOf } from '../sip/sip-message.js'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at, type Site, siteYaml, startSite, talkUri } from '../testing/wire/site.js'

/** How long the edge knows what of a call, on a clock that the test has in its hands. */
let site: Site
beforeAll(async () => {
  site = await startSite(siteYaml, { addresses: [], clock: true })
})
afterAll(() => site?.stop())

/** INFO of the outside comes to the node, and its answer back. */
async function inform(call: Call, outside: 'inviter' | 'answerer', cseq: number): Promise<void> {
  const side = call[outside]
  await side.peer.send(side.request('INFO'), at.edge)
  await reply(site.node, await request(site.node, 'INFO'), 200)
  await finalAnswer(side.peer, side.callId, `${cseq} INFO`)
}

it('a call that is up is known for four hours, and forgotten soon after', async () => {
  const inward = await callIn(site, 'long-in')
  await settled(inward)
  const outward = await callTalk(site, 'long-out')
  await settled(outward)
  await site.pass(14_300)
  await inform(inward, 'inviter', 2)
  await inform(outward, 'answerer', 1)
  await hangUp(inward)
  await hangUp(outward)
})

it('a call that is over is known for half a minute, in which the node answers, and for no minute', async () => {
  const call = await callIn(site, 'ended')
  await settled(call)
  await hangUp(call)
  await site.pass(30)
  await site.caller.send(call.inviter.request('BYE'), at.edge)
  await reply(site.node, await request(site.node, 'BYE', 'ended'), 481)
  await finalAnswer(site.caller, 'ended', '3 BYE')
  await site.pass(15)
  expect(await ask(site.caller, call.inviter.request('BYE'))).toMatchObject({
    status: 481,
    reason: 'no-call',
  })
})

/** An INVITE that rings at the node; the call has begun, and that is all. */
async function ringing(callId: string): Promise<void> {
  const text = compose({ from: at.caller, callId, uri: talkUri, body: sdp(at.caller.ip) })
  await site.caller.send(text, at.edge)
  await reply(site.node, await request(site.node, 'INVITE', callId), 180)
  await site.caller.take('180', ({ message }) => statusOf(message) === 180)
}

it('a call that rings is known for ten minutes, and no longer', async () => {
  await ringing('ringing')
  await site.pass(590)
  // Of a row that has expired, `htable.get` knows nothing; `htable.dump` shows it until it is cleared away.
  expect(await site.rpc('htable.get', 'calls', 't-ringing|ringing')).toContain('value')
  await site.pass(20)
  const again = compose({ from: at.caller, callId: 'ringing', uri: talkUri, method: 'BYE', cseq: 2 })
  expect(await ask(site.caller, again.replace(/(To: .*)\r/, '$1;tag=x\r'))).toMatchObject({ status: 481 })
})
