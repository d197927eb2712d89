import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type EdgeUnderTest, startEdge } from '../testing/wire/edge.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, siteHosts, siteYaml, talkUri } from '../testing/wire/site.js'

const strangers = Array.from({ length: 20 }, (_, index) => ({ ip: `192.0.2.${10 + index}`, port: 5070 }))

let edge: EdgeUnderTest
beforeAll(async () => {
  const addresses = [at.edge.ip, at.inside.ip, at.node.ip, at.caller.ip, ...strangers.map(({ ip }) => ip)]
  edge = await startEdge({ yaml: siteYaml, addresses, hosts: siteHosts })
})
afterAll(() => edge?.stop())

it('while strangers send 500 INVITEs a second, 100 calls of an allowed caller at 10 a second all succeed', async () => {
  await edge.wire.answerer(at.node, sdp(at.nodeMedia, { port: '12000' }))
  const shot = compose({
    from: strangers[0] ?? at.stranger,
    uri: talkUri,
    callId: 'stranger-%',
    body: sdp(at.stranger.ip),
  })
  const good = compose({ from: at.caller, uri: talkUri, callId: 'good-%', body: sdp(at.caller.ip) })
  const [sent, report] = await Promise.all([
    edge.wire.shoot({ from: strangers, to: at.edge, perSecond: 500, seconds: 11, text: shot }),
    edge.wire.load({ from: at.caller, to: at.edge, calls: 100, perSecond: 10, invite: good, talk: 200 }),
  ])
  const { calls } = report
  expect(sent).toBe(5500)
  expect(calls.map(({ status }) => status)).toEqual(Array(100).fill(200))
  expect(calls.map(({ bye }) => bye)).toEqual(Array(100).fill(200))
  const refused = (await edge.refused('source')) + (await edge.refused('flood'))
  expect(refused).toBeGreaterThan(5400)
  expect(await edge.refused('flood')).toBeGreaterThan(1000)
})
