import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { headerOf } from '../sip/sip-message.js'
import { inviteTalk } from '../testing/wire/calls.js'
import { type EdgeUnderTest, startEdge } from '../testing/wire/edge.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { inviteSilent, silentYaml } from '../testing/wire/silent-site.js'
import { at, siteHosts, talkUri } from '../testing/wire/site.js'

let edge: EdgeUnderTest
beforeAll(async () => {
  const addresses = [at.edge.ip, at.inside.ip, at.node.ip, at.nodeMedia, at.caller.ip, at.talk.ip]
  edge = await startEdge({ yaml: silentYaml, addresses, hosts: siteHosts, silent: ['silent.example'] })
})
afterAll(() => edge?.stop())

it('while the name server of a target says nothing all other calls are up within half a second, in and out', async () => {
  const node = await edge.wire.answerer(at.node, sdp(at.nodeMedia, { port: '12000' }))
  const talk = await edge.wire.udp(at.talk, true)
  const calls = 80
  const loading = edge.wire.load({
    from: at.caller,
    to: at.edge,
    calls,
    perSecond: 10,
    invite: compose({ from: at.caller, uri: talkUri, callId: 'good-%', body: sdp(at.caller.ip) }),
    talk: 200,
  })
  const waits: Promise<number>[] = []
  for (let k = 0; k < calls; k++) {
    if (k % 2 === 0) await node.send(inviteSilent(`silent-${k}`), at.inside)
    const began = performance.now()
    waits.push(
      talk
        .take(`call ${k}`, ({ message }) => headerOf(message, 'Call-ID') === `talk-${k}`, 20_000)
        .then(() => performance.now() - began),
    )
    await node.send(inviteTalk(`talk-${k}`), at.inside)
    await pause(100)
  }
  const report = await loading
  expect(report.calls.map(({ status }) => status)).toEqual(Array(calls).fill(200))
  expect(report.calls.filter(({ took }) => took === null || took > 500)).toEqual([])
  const slow = (await Promise.all(waits)).filter(wait => wait > 500)
  expect(slow).toEqual([])
})

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}
