import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { packageFile } from '../package-file.js'
import { headerOf, headersOf, statusOf } from '../sip/sip-message.js'
import { callIn, callOut, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { acknowledge, compose, read, sdp } from '../testing/wire/messages.js'
import type { Call, Side } from '../testing/wire/sides.js'
import { at, type Site, startSite } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

type Who = 'node' | 'agent' | 'talk' | 'target' | 'caller' | 'stranger'

/** See fixtures/receive-only/attacks.yaml. */
interface Attack {
  readonly name: string
  readonly from: Who
  readonly to?: 'inside'
  readonly within?: 'caller' | 'talk' | 'overflow' | 'agent'
  readonly method?: string
  readonly uri?: string
  readonly leg?: string
  readonly line?: string
  readonly headers?: readonly string[]
  readonly hops?: number
  readonly route?: string
  readonly totag?: string
  readonly codec?: string
  readonly status?: number
  readonly reason?: string
  readonly silence?: boolean
  readonly arrives?: Who
  readonly absent?: readonly string[]
}

const { project, attacks } = parse(
  readFileSync(packageFile('fixtures/receive-only/attacks.yaml'), 'utf8').replaceAll(
    '{{stranger}}',
    at.stranger.ip,
  ),
) as { readonly project: string; readonly attacks: readonly Attack[] }

let site: Site
let peers: Record<Who, Peer>
beforeAll(async () => {
  counted.clear()
  site = await startSite(project)
  const { caller, node, talk, target, agent, wire } = site
  peers = { caller, node, talk, target, agent, stranger: await wire.udp({ ...at.stranger, port: 5060 }) }
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

const refused = attacks.filter(({ status }) => status !== undefined)
const silent = attacks.filter(({ silence }) => silence)
const arriving = attacks.filter(({ arrives }) => arrives !== undefined)

/** Refusals so far, by reason. */
const counted = new Map<string, number>()

it('every attack has one thing that becomes of it', () => {
  expect(refused.length + silent.length + arriving.length).toBe(attacks.length)
})

it.each(refused)('$name: refused', async attack => {
  const { call, text } = await prepare(attack)
  const { status, reason } = await ask(peers[attack.from], text, entrance(attack))
  expect({ status, reason }).toEqual({ status: attack.status, reason: attack.reason })
  counted.set(attack.reason ?? '', (counted.get(attack.reason ?? '') ?? 0) + 1)
  expectNothing()
  if (call) await hangUp(call)
})

it('every refusal is counted under its reason', async () => {
  for (const [reason, count] of counted) expect([reason, await site.refused(reason)]).toEqual([reason, count])
  expect([...counted.values()].reduce((sum, count) => sum + count)).toBe(refused.length)
})

it.each(silent)('$name: silence', async attack => {
  const { call, text } = await prepare(attack)
  await peers[attack.from].send(text, entrance(attack))
  // What was sent before an answer came has been read by then.
  for (const number of [1, 2, 3, 4]) await probe(`${attack.name.replace(/\W+/g, '-')}-${number}`)
  expectNothing()
  if (call) await hangUp(call)
})

it.each(arriving)('$name: it arrives where it may, and as it may', async attack => {
  const { call, text } = await prepare(attack)
  await peers[attack.from].send(text, entrance(attack))
  const arrived = await request(peers[attack.arrives as Who], attack.method ?? 'INVITE')
  const own = arrived.text.replace(/^(?:Via|Record-Route|From|To|Call-ID|Contact):.*\r\n/gm, '')
  for (const words of attack.absent ?? []) expect(own).not.toContain(words)
  if (attack.arrives !== 'node' && !call) expect(headerOf(arrived.message, 'Max-Forwards')).toBe('70')
  await reply(peers[attack.arrives as Who], arrived, call ? 200 : 486)
  const sent = read(text)
  const [callId, cseq] = [headerOf(sent, 'Call-ID') ?? '', headerOf(sent, 'CSeq') ?? '']
  const { message } = await finalAnswer(peers[attack.from], callId, cseq)
  expect(statusOf(message)).toBe(call ? 200 : 486)
  if (!call) {
    await peers[attack.from].send(acknowledge(sent, message), entrance(attack))
    await request(peers[attack.arrives as Who], 'ACK')
  }
  expectNothing()
  if (call) await hangUp(call)
})

it('within a call a node reaches the way by which the caller came, and no other', async () => {
  const way = ['<sip:203.0.113.11;lr>', '<sip:203.0.113.12;lr;x=1>', '"a proxy" <sip:203.0.113.13:5070;lr>']
  const call = await callIn(site, 'by-proxies', {
    headers: [
      ['Record-Route', `${way[0]}, ${way[1]}`],
      ['Record-Route', way[2] ?? ''],
    ],
  })
  await request(site.node, 'ACK', 'by-proxies')
  const proxy = await site.wire.udp({ ip: at.neighbour.ip, port: 5060 })
  await site.node.send(call.answerer.request('BYE'), at.inside)
  const bye = await request(proxy, 'BYE', 'by-proxies')
  expect(headersOf(bye.message, 'Route').join(', ')).toBe(way.join(', '))
  await reply(proxy, bye, 200)
  await finalAnswer(site.node, 'by-proxies', headerOf(bye.message, 'CSeq') ?? '')
  expectNothing()
})

it('within a call a node reaches the other side where it has moved to', async () => {
  const call = await callTalk(site, 'moved')
  await request(site.talk, 'ACK', 'moved')
  const moved = await site.wire.udp(at.otherTalk)
  const update = call.answerer.request('UPDATE', { body: sdp(at.talkMedia) })
  await site.talk.send(update.replace(/^Contact: .*$/m, 'Contact: <sip:54.172.60.2:5080>'), at.edge)
  await reply(
    site.node,
    await request(site.node, 'UPDATE', 'moved'),
    200,
    sdp(at.nodeMedia, { port: '12000' }),
  )
  await finalAnswer(site.talk, 'moved', headerOf(read(update), 'CSeq') ?? '')
  const bye = call.inviter.request('BYE', { uri: 'sip:54.172.60.2:5080' })
  await site.node.send(bye, at.inside)
  await reply(moved, await request(moved, 'BYE', 'moved'), 200)
  await finalAnswer(site.node, 'moved', headerOf(read(bye), 'CSeq') ?? '')
  expectNothing()
})

function entrance({ from, to }: Attack): { ip: string; port: number } {
  return from === 'node' || to === 'inside' ? at.inside : at.edge
}

let calls = 0

/** What is sent, in the call that it belongs to, which is up. */
async function prepare(attack: Attack): Promise<{ readonly call: Call | undefined; readonly text: string }> {
  const callId = `attack-${++calls}`
  const { from, within, method = 'INVITE', leg, line, hops = 70, route, totag, codec = '0 8' } = attack
  const headers = [
    ...(leg === undefined ? [] : [['X-Sipin-Leg', leg] as const]),
    ...(line === undefined ? [] : [['X-Sipin-Line', line] as const]),
    ...(attack.headers ?? []).map(header => {
      const colon = header.indexOf(': ')
      return [header.slice(0, colon), header.slice(colon + 2)] as const
    }),
  ]
  const peer = peers[from]
  if (within) {
    const call = await begin(within, callId)
    await request(call.answerer.peer, 'ACK', callId)
    const side: Side = [call.inviter, call.answerer].find(one => one.peer === peer) as Side
    const own = read(side.request('OPTIONS'))
      .headers.filter(([name]) => name === 'Route')
      .map(([, value]) => value)
    const { uri } = attack
    const routes = route === undefined ? own : [...own, route]
    const body = method === 'INVITE' ? sdp(at.nodeMedia, { port: '12000' }) : ''
    return {
      call,
      text: side.request(method, { headers, routes, body, ...(uri === undefined ? {} : { uri }) }),
    }
  }
  const body = /INVITE|UPDATE/.test(method) ? sdp(mediaOf(from), { formats: codec }) : ''
  const text = compose({
    from: peer.address,
    uri: attack.uri ?? '',
    callId,
    method,
    headers,
    maxForwards: hops,
    body,
  })
  return {
    call: undefined,
    text: totag === undefined ? text : text.replace(/^(To: .*)\r$/m, `$1;tag=${totag}\r`),
  }
}

function mediaOf(from: Who): string {
  return from === 'node' ? at.nodeMedia : peers[from].address.ip
}

function begin(within: NonNullable<Attack['within']>, callId: string): Promise<Call> {
  if (within === 'caller') return callIn(site, callId)
  return within === 'talk' ? callTalk(site, callId) : callOut(site, callId, within)
}

async function probe(callId: string): Promise<void> {
  const uri = `sip:${at.inside.ip}`
  const options = compose({ from: at.node, uri, callId: `probe-${callId}`, method: 'OPTIONS' })
  expect((await ask(site.node, options, at.inside)).status).toBe(200)
}

function expectNothing(): void {
  const arrived = Object.entries(peers).flatMap(([who, { inbox }]) =>
    inbox.map(({ text }) => `${who}: ${text.split('\r\n')[0]}`),
  )
  expect(arrived.filter(line => !/: SIP\/2\.0 1\d\d /.test(line))).toEqual([])
}
