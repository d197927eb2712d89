import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { type EdgeUnderTest, startEdge } from '../testing/wire/edge.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { LoadedCall } from '../testing/wire/protocol.js'
import { at, siteHosts, siteYaml, talkUri } from '../testing/wire/site.js'

const second = { ip: '10.0.0.12', media: '198.51.100.12' }
const yaml = siteYaml.replace(
  '  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}',
  `$&\n  ast2: {sip: ${second.ip}:5060, media: ${second.media}}`,
)
const perSecond = 20

let edge: EdgeUnderTest
beforeAll(async () => {
  const addresses = [at.edge.ip, at.inside.ip, at.node.ip, at.nodeMedia, second.ip, second.media]
  edge = await startEdge({
    yaml,
    addresses: [...addresses, at.caller.ip, at.talk.ip, at.talkMedia],
    hosts: siteHosts,
    realNodes: true,
  })
  await edge.wire.answerer(at.talk, sdp(at.talkMedia))
  await nodesIn('A', 2)
})
afterAll(() => edge?.stop())

// A transaction to a node ends after 2 s without an answer, after 4 s with nothing but 100.
const transaction = 4000

it.each<[string, string[], (name: string) => Promise<unknown>]>([
  ['frozen', ['pause'], name => edge.engine.run(['unpause', name])],
  ['killed', ['rm', '-f'], () => edge.boot('ast1')],
])(
  'a node that is %s loses no call but one that rang at it in that moment, and comes back by itself',
  async (how, end, begin) => {
    const name = edge.nodes.get('ast1')?.name ?? ''
    const start = performance.now()
    const seconds = 16
    const loading = edge.wire.load({
      from: at.caller,
      to: at.edge,
      calls: perSecond * seconds,
      perSecond,
      invite: compose({ from: at.caller, uri: talkUri, callId: `${how}-%`, body: sdp(at.caller.ip) }),
      talk: 100,
    })
    await until('some calls', 60, async () => performance.now() - start > 2000)
    const struck = performance.now() - start
    await edge.engine.run([...end, name])
    const gone = performance.now() - start
    await nodesIn('I', 1)
    const noticed = performance.now() - start
    const { calls } = await loading
    // A call that was ringing at the node in that very moment is the node's, and may end with it; every other goes on.
    const lost = calls.filter(({ status }) => status !== 200)
    expect(lost.filter(({ begun }) => begun < struck - 200 || begun > gone)).toEqual([])
    expect(lost.length).toBeLessThanOrEqual(1)
    // A busy machine may hold up a call or two; a node that is still asked holds up one of two.
    const slow = (of: readonly LoadedCall[], milliseconds: number): number =>
      of.filter(call => !lost.includes(call) && (call.took ?? Infinity) >= milliseconds).length / of.length
    const between = calls.filter(({ begun }) => begun >= gone - 500 && begun < noticed)
    const after = calls.filter(({ begun }) => begun >= noticed + 200)
    expect(after.length).toBeGreaterThan(perSecond)
    expect(slow(between, transaction + 1500)).toBeLessThan(0.1)
    expect(slow(after, 2000)).toBeLessThan(0.1)
    await begin(name)
    await nodesIn('A', 2)
  },
)

/** Waits, in the edge's container, until so many nodes are in a state: A is in rotation, I is not. */
async function nodesIn(state: 'A' | 'I', count: number): Promise<void> {
  const asked = `until [ "$(kamcmd dispatcher.list | grep -c 'FLAGS: ${state}')" = ${count} ]; do sleep 0.1; done`
  await edge.edge.exec(['timeout', '40', 'sh', '-c', asked])
}
