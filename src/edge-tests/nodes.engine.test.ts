import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, compose, sdp } from '../testing/wire/messages.js'
import { sidesOf } from '../testing/wire/sides.js'
import { at, type Site, siteYaml, startSite, talkUri } from '../testing/wire/site.js'
import type { Peer, Received } from '../testing/wire/wire.js'

/** Which node a call gets when one says nothing: three nodes that answer probes, and calls as each story says. */
const further = [12, 13].map(last => ({ ip: `10.0.0.${last}`, port: 5060, media: `198.51.100.${last}` }))
const yaml = siteYaml.replace(
  '  ast1: ',
  `${further.map(({ ip, media }, index) => `  ast${index + 2}: {sip: ${ip}:5060, media: ${media}}\n`).join('')}$&`,
)

let site: Site
let nodes: readonly Peer[]
let told: ReadonlyMap<string, Promise<unknown>>
beforeAll(async () => {
  // Three minutes of ringing are six seconds here.
  site = await startSite(yaml, {
    addresses: further.flatMap(({ ip, media }) => [ip, media]),
    times: { 180000: 6000 },
  })
  nodes = [site.node, ...(await Promise.all(further.map(node => site.wire.udp(node, true))))]
  // All at once: each of them takes its time.
  told = new Map(
    Object.entries(stories).map(([name, tell]) => [name, tell().catch((error: unknown) => error)]),
  )
})
afterAll(() => site?.stop())

const stories: Readonly<Record<string, () => Promise<void>>> = {
  'a node that says nothing is passed over, and the call is the next one’s': async () => {
    await site.caller.send(invite('silent'), at.edge)
    const [first] = await atSomeNode('silent')
    const [then, received] = await atSomeNode('silent', 5000, first)
    await answerAndHangUp('silent', then, received)
  },
  'a node that says no more than Trying is passed over': async () => {
    await site.caller.send(invite('trying'), at.edge)
    const [first, received] = await atSomeNode('trying')
    await reply(first, received, 100)
    const [then, again] = await atSomeNode('trying', 7000, first)
    await answerAndHangUp('trying', then, again)
  },
  'a refusal of a node is the answer': async () => {
    await site.caller.send(invite('refused'), at.edge)
    const [first, received] = await atSomeNode('refused')
    await reply(first, received, 486)
    expect(statusOf((await finalAnswer(site.caller, 'refused', '1 INVITE')).message)).toBe(486)
    expect(invitesAtOthers('refused', first)).toEqual([])
  },
  'a node that is stopped, or has no room, passes its calls on': async () => {
    for (const status of [500, 503]) {
      const callId = `stopped-${status}`
      await site.caller.send(invite(callId), at.edge)
      const [first, received] = await atSomeNode(callId)
      await reply(first, received, status)
      const [then, again] = await atSomeNode(callId, 3000, first)
      await answerAndHangUp(callId, then, again)
    }
  },
  'a call that rang at a node which is stopped then goes to no other': async () => {
    const callId = 'stopped-ringing'
    await site.caller.send(invite(callId), at.edge)
    const [first, received] = await atSomeNode(callId)
    await reply(first, received, 180)
    await ringing(callId)
    await reply(first, received, 500)
    expect(statusOf((await finalAnswer(site.caller, callId, '1 INVITE')).message)).toBe(500)
    expect(invitesAtOthers(callId, first)).toEqual([])
  },
  'when every node is stopped the caller hears so': async () => {
    const callId = 'all-stopped'
    await site.caller.send(invite(callId), at.edge)
    const asked: Peer[] = []
    while (asked.length < nodes.length) {
      const [node, received] = await atSomeNode(callId, 3000, ...asked)
      asked.push(node)
      await reply(node, received, 503)
    }
    const { message } = await finalAnswer(site.caller, callId, '1 INVITE')
    expect(statusOf(message)).toBe(503)
    expect(headerOf(message, 'Warning')).toContain('"no-node: ')
  },
  'a node sends a call nowhere else': async () => {
    for (const [callId, provisional] of [
      ['elsewhere', undefined],
      ['elsewhere-ringing', 180],
    ] as const) {
      await site.caller.send(invite(callId), at.edge)
      const [first, received] = await atSomeNode(callId)
      if (provisional) {
        await reply(first, received, provisional)
        await ringing(callId)
      }
      await reply(first, received, 302)
      expect(statusOf((await finalAnswer(site.caller, callId, '1 INVITE')).message)).toBe(480)
    }
  },
  'when no node says anything each has been asked once, and the caller hears so': async () => {
    await site.caller.send(invite('nobody'), at.edge)
    const { message } = await site.caller.take(
      'the refusal',
      ({ message }) => headerOf(message, 'Call-ID') === 'nobody' && (statusOf(message) ?? 0) >= 200,
      8000,
    )
    expect(statusOf(message)).toBe(503)
    expect(headerOf(message, 'Warning')).toContain('"no-node: ')
    // What comes again has the same branch.
    const asked = nodes.map(({ inbox }) => new Set(inbox.filter(belongsTo('nobody')).map(branchOf)).size)
    expect(asked).toEqual([1, 1, 1])
    await until('the line of the log', 60, async () => site.log.some(isAboutNobody))
  },
  'a call that its caller gave up goes to no other node': async () => {
    const callId = 'given-up'
    await site.caller.send(invite(callId), at.edge)
    const [first] = await atSomeNode(callId)
    await site.caller.send(cancelOf(invite(callId)), at.edge)
    await site.caller.take(
      'the end',
      ({ message }) => headerOf(message, 'Call-ID') === callId && statusOf(message) === 487,
      8000,
    )
    expect(invitesAtOthers(callId, first)).toEqual([])
  },
  'a call that rings at a node is that node’s for as long as it rings': async () => {
    const callId = 'long'
    await site.caller.send(invite(callId), at.edge)
    const [first, received] = await atSomeNode(callId)
    await reply(first, received, 180)
    // Longer than a node that says nothing has.
    await new Promise(resolve => setTimeout(resolve, 5000))
    expect(invitesAtOthers(callId, first)).toEqual([])
    await answerAndHangUp(callId, first, received)
  },
  'a call that rings until nobody waits any more goes to no other node': async () => {
    const callId = 'too-long'
    await site.caller.send(invite(callId), at.edge)
    const [first, received] = await atSomeNode(callId)
    await reply(first, received, 180)
    const { message } = await site.caller.take(
      'the end',
      ({ message }) => headerOf(message, 'Call-ID') === callId && (statusOf(message) ?? 0) >= 200,
      10_000,
    )
    expect(statusOf(message)).toBe(408)
    expect(invitesAtOthers(callId, first)).toEqual([])
  },
  'a call that rings may be given up': async () => {
    const callId = 'given-up-ringing'
    await site.caller.send(invite(callId), at.edge)
    const [first, received] = await atSomeNode(callId)
    await reply(first, received, 180)
    await ringing(callId)
    await site.caller.send(cancelOf(invite(callId)), at.edge)
    await reply(first, await request(first, 'CANCEL', callId), 200)
    await reply(first, received, 487)
    expect(statusOf((await finalAnswer(site.caller, callId, '1 INVITE')).message)).toBe(487)
  },
}

it.each(Object.keys(stories).map(name => [name]))('%s', async name => {
  const fault = await told.get(name)
  if (fault !== undefined) throw fault
})

function isAboutNobody(text: string): boolean {
  return /reason=no-node what=\S+ leg=caller method=INVITE line=support .*call-id=nobody/.test(text)
}

function invite(callId: string): string {
  return compose({ from: at.caller, uri: talkUri, callId, body: sdp(at.caller.ip) })
}

/** The caller hears that it rings: the edge has heard so before. */
function ringing(callId: string): Promise<Received> {
  return site.caller.take(
    `180 of ${callId}`,
    ({ message }) => headerOf(message, 'Call-ID') === callId && statusOf(message) === 180,
  )
}

const belongsTo =
  (callId: string) =>
  ({ message }: Received): boolean =>
    message.start.startsWith('INVITE ') && headerOf(message, 'Call-ID') === callId

function branchOf({ message }: Received): string | undefined {
  return /branch=([^;]+)/.exec(headerOf(message, 'Via') ?? '')?.[1]
}

function invitesAtOthers(callId: string, first: Peer): Received[] {
  return nodes.filter(node => node !== first).flatMap(({ inbox }) => inbox.filter(belongsTo(callId)))
}

/** The node to which a call has come, and its INVITE. */
async function atSomeNode(callId: string, wait = 3000, ...not: Peer[]): Promise<[Peer, Received]> {
  const others = nodes.filter(node => !not.includes(node))
  const found = (): Peer | undefined => others.find(({ inbox }) => inbox.some(belongsTo(callId)))
  await until(`the call ${callId} at a node`, wait / 1000, async () => found() !== undefined)
  const node = found() as Peer
  return [node, await node.take(callId, belongsTo(callId))]
}

async function answerAndHangUp(callId: string, node: Peer, received: Received): Promise<void> {
  await reply(node, received, 200, sdp(at.nodeMedia, { port: '12000' }))
  const answered = await finalAnswer(site.caller, callId, '1 INVITE')
  expect(statusOf(answered.message)).toBe(200)
  const { inviter } = sidesOf({ inviter: site.caller, answerer: node, to: at.edge }, received, answered)
  await site.caller.send(inviter.request('ACK'), at.edge)
  await request(node, 'ACK', callId)
  await site.caller.send(inviter.request('BYE'), at.edge)
  await reply(node, await request(node, 'BYE', callId), 200)
  await finalAnswer(site.caller, callId, '2 BYE')
}
