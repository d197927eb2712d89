import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { findEngine } from '../engine/engine.js'
import { renderTree } from '../render/render.js'
import { readScenarios } from '../scenarios/read.js'
import type { Scenario } from '../scenarios/scenario.js'
import { headerOf, headersOf, methodOf } from '../sip/sip-message.js'
import { parseSource } from '../source/parse.js'
import type { Node } from '../source/tree.js'
import { projectOf } from '../testing/project.js'
import { writeTree } from '../write/write-tree.js'
import type { ActorEvent } from './actor/protocol.js'
import { composeInvite } from './compose.js'
import { until } from './container.js'
import { type Captured, readCapture } from './pcap.js'
import { type OpenLab, withLab } from './rehearse.js'
import { tones } from './tones.js'

/**
 * What reaches whom while calls are up for some time: OPTIONS seldom, session timers and REFER never. A caller who sends
 * nothing is not cut.
 */
const project = projectOf(`
version: 1
edge: {domains: [sip.acme.example], listen: [udp:198.51.100.10:5060], inside: udp:10.0.0.5:5060}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
agents:
  ann: {uri: sip:ann@10.0.1.20}
  ben: {uri: sip:ben@10.0.1.21}
defaults:
  allow: [203.0.113.0/28]
lines:
  talk: {uri: sip:acme@acme.sip.twilio.com, voicemail: true}
  sales: {uri: sip:sales@sip.acme.example, agents: [ann, ben], voicemail: true}
  shut: {uri: sip:acme@acme-shut.sip.twilio.com, override: {state: closed}, overflow: sip:night@ai.voicely.example}
`)
const scenarios = readScenarios(
  parseSource({
    file: 'manners.yaml',
    text: `scenarios:
  - {name: talk, call: {line: talk, from: 203.0.113.10}, expect: {outcome: talk}}
  - {name: agent, call: {line: sales, from: 203.0.113.10}, expect: {outcome: agent}}
  - {name: silent, call: {line: talk, from: 203.0.113.10}, expect: {outcome: talk}}
  - {name: overflow, call: {line: shut, from: 203.0.113.10}, expect: {outcome: overflow}}
`,
  }).value as Node,
  project,
).value as readonly Scenario[]

/** Seconds for which the calls are up: longer than an agent who says nothing was once heard out. */
const length = 64

it('Talk, phones, targets and nodes get what they must, and as seldom as they must', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-manners-'))
  const tree = path.join(folder, 'tree')
  writeTree(tree, renderTree(project, new Map()))
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const spec = { engine, project, tree, kamailio: '6.1', scenarios, tell: () => {} } as const
  let captured: Captured[] = []
  let at: Readonly<Record<string, string>> = {}
  try {
    const failure = await withLab(spec, path.join(folder, 'evidence'), async open => {
      const { plan, lab } = open
      const target = plan.targets.get('night@ai.voicely.example')?.ip ?? ''
      at = {
        talk: plan.talk.ip,
        ann: '10.0.1.20',
        ben: '10.0.1.21',
        target,
        node: '10.0.0.11',
        caller: '203.0.113.10',
      }
      await callAtLength(open)
      const file = path.join(folder, 'lab.pcap')
      // The capture is a moment behind.
      await until('the end of the calls in the capture', 60, async () => {
        await engine.run(['cp', `${lab.capture.name}:/tmp/lab.pcap`, file])
        captured = readCapture(readFileSync(file))
        const ends = captured.filter(({ message }) => methodOf(message) === 'BYE').map(({ to }) => to)
        return ['talk', 'ann', 'target'].every(who => ends.some(to => to.startsWith(`${at[who]}:`)))
      })
      return undefined
    })
    expect(failure).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }

  // Before the calls the lab itself has each phone asked once, out of turn.
  const begin = captured.find(({ message }) => methodOf(message) === 'INVITE')?.at ?? 0
  const requests = captured.filter(
    ({ message, at: when }) => methodOf(message) !== undefined && when >= begin,
  )
  const to = (who: string): Captured[] => requests.filter(({ to: end }) => end.startsWith(`${at[who]}:`))
  const methods = (who: string): string[] => {
    const sent = to(who).map(({ message }) =>
      [headerOf(message, 'CSeq'), headerOf(message, 'Call-ID')].join(),
    )
    return to(who).flatMap(({ message }, index) =>
      sent.indexOf(sent[index] ?? '') === index ? [methodOf(message) ?? ''] : [],
    )
  }
  // Here too what is sent again counts once.
  const gaps = (who: string): number[] => {
    const times = new Map<string, number>()
    for (const { message, at: when } of captured.filter(({ to: end }) => end.startsWith(`${at[who]}:`))) {
      const id = headerOf(message, 'Call-ID') ?? ''
      if (methodOf(message) === 'OPTIONS' && !times.has(id)) times.set(id, when)
    }
    const after = [...times.values()].filter(when => when >= begin)
    return after.slice(1).map((when, index) => when - (after[index] ?? 0))
  }
  const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

  expect(methods('talk').sort()).toEqual(['ACK', 'ACK', 'BYE', 'BYE', 'INVITE', 'INVITE'])
  expect(methods('target')).toEqual(['INVITE', 'ACK', 'BYE'])
  expect(methods('ann').filter(method => method !== 'OPTIONS')).toEqual(['INVITE', 'ACK', 'BYE'])
  expect(methods('ben').filter(method => method !== 'OPTIONS')).toEqual([])
  expect(methods('caller')).toEqual([])
  // Asterisk asks every 15 s; on the way a message may take a moment more or less.
  for (const phone of ['ann', 'ben']) {
    expect(gaps(phone).length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...gaps(phone))).toBeGreaterThan(14)
    expect(mean(gaps(phone))).toBeGreaterThan(14.8)
  }
  // The edge asks nodes more often, so that a dead one is noticed soon.
  expect(gaps('node').length).toBeGreaterThanOrEqual(8)
  expect(mean(gaps('node'))).toBeGreaterThan(4.8)

  expect(
    requests.filter(({ message }) => /^(REFER|UPDATE|SUBSCRIBE|NOTIFY)$/.test(methodOf(message) ?? '')),
  ).toEqual([])
  const invites = ['talk', 'ann', 'target'].flatMap(who =>
    to(who).filter(({ message }) => methodOf(message) === 'INVITE'),
  )
  expect(invites.map(({ message }) => headerOf(message, 'Max-Forwards'))).toEqual(['70', '70', '70', '70'])
  // What Asterisk can do by itself, it tells in answers to OPTIONS and to callers, who may ask for a session timer; a call
  // to somebody has none of it.
  const legs = new Set(invites.map(({ message }) => headerOf(message, 'Call-ID')))
  const ofCalls = captured.filter(
    ({ message }) => headerOf(message, 'CSeq')?.endsWith(' INVITE') && legs.has(headerOf(message, 'Call-ID')),
  )
  expect(ofCalls.length).toBeGreaterThanOrEqual(12)
  for (const { message } of ofCalls) {
    expect(headersOf(message, 'Supported').join(', ')).not.toMatch(/\btimer\b/i)
    expect(headerOf(message, 'Session-Expires') ?? headerOf(message, 'Min-SE')).toBeUndefined()
  }
})

/** Places the calls and hangs up when each caller has heard so many seconds of the other side, which sees it too. */
async function callAtLength({ lab, watch }: OpenLab): Promise<void> {
  const told = new Map<string, ActorEvent>()
  const over = new Set<string>()
  watch((role, event) => {
    if (!('call' in event)) return
    if (event.event === 'audio' && role === 'callers') told.set(event.call, event)
    if (event.event === 'ended') over.add(`${role} ${event.call}`)
  })
  for (const [index, scenario] of scenarios.entries()) {
    const number = `+3319910000${index}`
    const local = { ip: scenario.call.from, port: 5070 }
    const media = { ip: local.ip, port: 41000 + 2 * index }
    lab.actors.callers.send({
      op: 'call',
      call: scenario.name,
      local,
      remote: { ip: '198.51.100.10', port: 5060 },
      transport: 'udp',
      invite: composeInvite(scenario, { callId: scenario.name, number, local, media }),
      answer: '',
      media: scenario.name === 'silent' ? null : { ...media, codec: 'PCMU', tone: tones.caller },
    })
  }
  const tone = { talk: tones.talk, agent: tones.agent, overflow: tones.target }
  const heard = (name: keyof typeof tone): number => {
    const event = told.get(name)
    return event?.event === 'audio' ? (event.heard.tones[String(tone[name])] ?? 0) / 50 : 0
  }
  const names = ['talk', 'agent', 'overflow'] as const
  await until('the length of the calls', length + 30, async () => names.every(name => heard(name) >= length))
  expect([...over]).toEqual([])
  for (const call of [...names, 'silent']) lab.actors.callers.send({ op: 'hangup', call })
  await until('the end of the calls', 60, async () => over.size === 2 * (names.length + 1))
}
