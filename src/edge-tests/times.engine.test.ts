import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import type { Call } from '../testing/wire/sides.js'
import { at, type Site, siteYaml, startSite } from '../testing/wire/site.js'

/** How long the edge knows a call: ten minutes to begin are two seconds here, and four hours half a minute. */
let site: Site
beforeAll(async () => {
  site = await startSite(siteYaml, { addresses: [], times: { 600: 2, 40: 1, 14500: 30 } })
})
afterAll(() => site?.stop())

it('a call that is up is known for longer than one has to begin', async () => {
  const inward = await callIn(site, 'long-in')
  await settled(inward)
  const outward = await callTalk(site, 'long-out')
  await settled(outward)
  await setTimeout(4500)
  await inform(inward, 'inviter')
  await inform(outward, 'answerer')
  await hangUp(inward)
  await hangUp(outward)
  await noCallsUp(site)
})

it('a call that is over is forgotten', async () => {
  const call = await callIn(site, 'short')
  await settled(call)
  await hangUp(call)
  await setTimeout(2500)
  expect(await ask(site.caller, call.inviter.request('BYE'))).toMatchObject({
    status: 481,
    reason: 'no-call',
  })
})

/** INFO of the outside comes to the node, and its answer back. */
async function inform(call: Call, outside: 'inviter' | 'answerer'): Promise<void> {
  const side = call[outside]
  await side.peer.send(side.request('INFO'), at.edge)
  await reply(site.node, await request(site.node, 'INFO'), 200)
  await finalAnswer(side.peer, side.callId, `${outside === 'inviter' ? 2 : 1} INFO`)
}
