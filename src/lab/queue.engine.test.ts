import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import { findEngine } from '../engine/engine.js'
import type { Project } from '../model/project.js'
import { renderTree } from '../render/render.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSipMessage } from '../sip/sip-message.js'
import { projectOf } from '../testing/project.js'
import { writeTree } from '../write/write-tree.js'
import type { ActorEvent } from './actor/protocol.js'
import { asteriskCommand } from './asterisk.js'
import { composeInvite } from './compose.js'
import { until } from './container.js'
import { callerOf } from './observation.js'
import { type OpenLab, withLab } from './rehearse.js'
import { tones } from './tones.js'

/** Several calls at once, which no single scenario can say: who is asked first, and how many may wait. */
const yaml = (override = ''): string => `
version: 1
edge: {domains: [sip.acme.example], listen: [udp:198.51.100.10:5060], inside: udp:10.0.0.5:5060}
nodes:
  queue: {sip: 10.0.0.11:5060, media: 198.51.100.11, rtp_ports: 10000-20000}
agents:
  ann: {uri: sip:ann@10.0.1.20}
  ben: {uri: sip:ben@10.0.1.21}
  cat: {uri: sip:cat@10.0.1.22}
  dan: {uri: sip:dan@10.0.1.23}
defaults:
  allow: [203.0.113.0/28]
lines:
  pair: {uri: sip:pair@sip.acme.example, agents: [ann, ben]${override}}
  none-waits: {uri: sip:none-waits@sip.acme.example, agents: [cat], max_queue: 0}
  one-waits: {uri: sip:one-waits@sip.acme.example, agents: [dan], max_queue: 1}
`

it('asks the longest idle agent, lets as many wait as may, and follows a reload', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-queue-'))
  const project = projectOf(yaml())
  writeTree(path.join(folder, 'tree'), renderTree(project, new Map()))
  const spec = {
    engine: await findEngine(process.env['SIPIN_ENGINE']),
    project,
    tree: path.join(folder, 'tree'),
    kamailio: '6.1',
    scenarios: [call('pair', '+33199100000')],
    tell: () => {},
  } as const
  try {
    const failure = await withLab(spec, path.join(folder, 'evidence'), play)
    expect(failure).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function play(open: OpenLab): Promise<undefined> {
  const stage = createStage(open)
  // Nobody has been called yet: the first in the list, then whoever has not been, then the one whose call is longer ago.
  for (const [number, agent] of [
    ['+33199100001', 'ann'],
    ['+33199100002', 'ben'],
    ['+33199100003', 'ann'],
    ['+33199100004', 'ben'],
    ['+33199100005', 'ann'],
  ] as const) {
    stage.place('pair', number)
    expect(await stage.answeredBy(number)).toBe(agent)
    await stage.hangUp(number)
  }

  // max_queue 0: whoever finds the agent busy is sent away before any answer.
  stage.place('none-waits', '+33199100011')
  expect(await stage.answeredBy('+33199100011')).toBe('cat')
  stage.place('none-waits', '+33199100012')
  expect(await stage.refusedWith('+33199100012')).toBe(480)
  await stage.hangUp('+33199100011')
  stage.place('none-waits', '+33199100013')
  expect(await stage.answeredBy('+33199100013')).toBe('cat')
  await stage.hangUp('+33199100013')

  // Whoever calls while the agent is about to answer, or has just answered, is sent away too.
  const [first = '', ...others] = Array.from({ length: 40 }, (_, index) => String(33199100100 + index))
  for (const number of [first, ...others]) {
    stage.place('none-waits', `+${number}`)
    await setTimeout(15)
  }
  expect(await stage.answeredBy(`+${first}`)).toBe('cat')
  for (const number of others) expect(await stage.refusedWith(`+${number}`)).toBe(480)
  await stage.hangUp(`+${first}`)

  // max_queue 1: one waits, the next is sent away, and the agent takes who waited.
  stage.place('one-waits', '+33199100021')
  expect(await stage.answeredBy('+33199100021')).toBe('dan')
  stage.place('one-waits', '+33199100022')
  await stage.hears('+33199100022')
  stage.place('one-waits', '+33199100023')
  expect(await stage.refusedWith('+33199100023')).toBe(480)
  await stage.hangUp('+33199100021')
  expect(await stage.answeredBy('+33199100022')).toBe('dan')

  // An override is data: one file, and a reload that ends no call and forgets nobody's last one.
  await replaceLine(open, 'pair', projectOf(yaml(', override: {state: closed}')))
  stage.place('pair', '+33199100031')
  expect(await stage.refusedWith('+33199100031')).toBe(480)
  expect(stage.isUp('+33199100022')).toBe(true)
  await replaceLine(open, 'pair', projectOf(yaml()))
  stage.place('pair', '+33199100032')
  expect(await stage.answeredBy('+33199100032')).toBe('ben')
  await stage.hangUp('+33199100032')
  await stage.hangUp('+33199100022')
  return undefined
}

async function replaceLine({ lab }: OpenLab, line: string, project: Project): Promise<void> {
  const file = renderTree(project, new Map()).find(({ path: name }) => name === `asterisk/lines/${line}.conf`)
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-line-'))
  writeFileSync(path.join(folder, 'line.conf'), file?.content ?? '')
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  for (const { container } of lab.nodes) {
    await engine.run([
      'cp',
      path.join(folder, 'line.conf'),
      `${container.name}:/etc/asterisk/lines/${line}.conf`,
    ])
    await container.exec(asteriskCommand('dialplan reload'))
  }
  rmSync(folder, { recursive: true, force: true })
}

/** Places calls and remembers what their ends tell, by the caller's number. */
function createStage({ lab, plan, watch }: OpenLab) {
  const told = new Map<string, ActorEvent[]>()
  const legs = new Map<string, { number: string; agent: string }>()
  const answered = new Map<string, string>()
  watch((role, event) => {
    if (role === 'callers' && 'call' in event) told.set(event.call, [...(told.get(event.call) ?? []), event])
    if (role !== 'agents') return
    const invite = event.event === 'invited' ? parseSipMessage(event.invite) : undefined
    if (event.event === 'invited' && invite) {
      const agent = [...plan.agents].find(([, { ip }]) => ip === event.target.ip)?.[0] ?? ''
      legs.set(event.call, { number: callerOf(invite) ?? '', agent })
    }
    const leg = event.event === 'answered' ? legs.get(event.call) : undefined
    if (leg) answered.set(leg.number, leg.agent)
  })
  const seen = <E extends ActorEvent['event']>(number: string, name: E) =>
    told.get(number)?.find((event): event is Extract<ActorEvent, { event: E }> => event.event === name)
  const comes = async <T>(what: string, find: () => T | undefined): Promise<T> => {
    await until(what, 20, async () => find() !== undefined)
    return find() as T
  }
  const hearing = (number: string, fits: (hertz: number) => boolean): boolean | undefined =>
    told
      .get(number)
      ?.some(event => event.event === 'audio' && Object.keys(event.heard.tones).map(Number).some(fits)) ||
    undefined
  let port = 41000
  return {
    place: (line: string, number: string): void => {
      port += 2
      const scenario = call(line, number)
      const local = { ip: scenario.call.from, port: 5070 }
      const media = { ip: local.ip, port }
      lab.actors.callers.send({
        op: 'call',
        answer: '',
        call: number,
        local,
        remote: { ip: '198.51.100.10', port: 5060 },
        transport: 'udp',
        invite: composeInvite(scenario, { callId: number.slice(1), number, local, media }),
        media: { ...media, codec: 'PCMU', tone: tones.caller },
      })
    },
    /** The agent, once the caller hears them: before that the call may be another's again. */
    answeredBy: async (number: string): Promise<string> => {
      const agent = await comes(`an agent for ${number}`, () => answered.get(number))
      await comes(`the agent's voice for ${number}`, () => hearing(number, hertz => hertz === tones.agent))
      return agent
    },
    refusedWith: (number: string) => comes(`a refusal of ${number}`, () => seen(number, 'refused')?.status),
    hears: (number: string) => comes(`music for ${number}`, () => hearing(number, hertz => hertz !== 0)),
    isUp: (number: string): boolean => seen(number, 'ended') === undefined,
    hangUp: async (number: string): Promise<void> => {
      lab.actors.callers.send({ op: 'hangup', call: number })
      await comes(`the end of ${number}`, () => seen(number, 'ended'))
    },
  }
}

function call(line: string, number: string): Scenario {
  const place = { file: 'queue', span: { start: 0, end: 0 } }
  return {
    name: number,
    place,
    call: {
      line,
      uri: `sip:${line}@sip.acme.example`,
      from: '203.0.113.10',
      at: undefined,
      transport: 'udp',
      tickets: [],
      uriTicket: undefined,
      headers: [],
      caller: number,
      late: false,
      offer: { codecs: ['PCMU', 'telephone-event'], media: undefined, port: undefined, profile: 'RTP/AVP' },
    },
    talk: 200,
    talkMedia: undefined,
    agents: new Map(),
    absent: [],
    overflow: 200,
    trunks: new Map(),
    zendesk: 'ok',
    mail: 'ok',
    steps: [],
    expect: {
      place,
      outcome: 'agent',
      status: undefined,
      reason: undefined,
      ticket: undefined,
      displayed: undefined,
      mail: undefined,
      tried: undefined,
      recorded: undefined,
      codec: undefined,
      to: undefined,
      agent: undefined,
      offered: undefined,
      caller: undefined,
      digits: undefined,
      hears: [],
    },
  }
}
