import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findEngine } from '../../engine/engine.js'
import { type Containers, createContainers } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import {
  edgesOf,
  findDeafLoopback,
  findForgottenPeers,
  findStrayAnswers,
} from '../../testing/firewall/answers.js'
import { forgetfulKernel, type Link, startLink } from '../../testing/firewall/link.js'
import {
  describeProbe,
  loadRuleset,
  type Probe,
  prepareMachine,
  sendProbes,
} from '../../testing/firewall/probe.js'
import { machinesOf } from '../../testing/firewall/probes.js'
import { crowdOf, findUnbound, prepareCrowd } from '../../testing/firewall/share.js'
import { repository } from '../../testing/golden.js'
import { projectOf } from '../../testing/project.js'
import { firewall } from './target.js'

let containers: Containers
let link: Link

beforeAll(async () => {
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  containers = createContainers(engine)
  link = await startLink(engine, containers)
})

afterAll(() => containers.removeAll())

const minimal = `version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28, 2001:db8:113::/64]
    voicemail: true
`

describe.each([
  ['the sample project', readFileSync(path.join(repository, 'fixtures/acme/sipin.yaml'), 'utf8')],
  ['a project of both families', readFileSync(path.join(repository, 'fixtures/firewall/sipin.yaml'), 'utf8')],
  ['a project of five keys', minimal],
])('the firewall of %s', (_, yaml) => {
  const project = projectOf(yaml)
  const ruleset = rulesetOf(project)

  it.each(
    machinesOf(project).map(machine => {
      const { name, probes } = machine
      return [name, probes.filter(({ passes }) => passes).length, probes.length, machine] as const
    }),
  )(
    'lets through to machine %s exactly the %i of %i packets that may come',
    async (_name, _passing, _all, machine) => {
      await prepareMachine(link, machine)
      await loadRuleset(link, ruleset)
      const came = await sendProbes(link, machine.probes)
      expect(machine.probes.filter(probe => came.has(probe) !== probe.passes).map(describeProbe)).toEqual([])
      expect(new Set(machine.probes.map(({ passes }) => passes)).size).toBe(2)
      // Without the rules everything comes: what did not come was dropped by them.
      await loadRuleset(link, '')
      expect((await sendProbes(link, machine.probes)).size).toBe(machine.probes.length)
    },
  )
})

it('answers of a peer known by name come back over the flow that the edge began, and no other', async () => {
  const project = projectOf(readFileSync(path.join(repository, 'fixtures/firewall/sipin.yaml'), 'utf8'))
  await loadRuleset(link, rulesetOf(project))
  const edges = edgesOf(project)
  expect(edges.length).toBeGreaterThan(2)
  for (const edge of edges) expect(await findStrayAnswers(link, edge, 0)).toEqual([])
})

it('audio that flows goes on when its range is taken out, and from that range nothing else comes', async () => {
  const withCallers = (allow: string): Project =>
    projectOf(`${minimal.replace(/allow: .*/, `allow: [${allow}]`)}nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
`)
  const to = { address: '198.51.100.11', port: 12_000 }
  const audio = (from: Probe['from'], passes: boolean): Probe => {
    return { transport: 'udp', from, to, passes, why: 'audio of a caller' }
  }
  const caller = { address: '203.0.113.5', port: 40_000 }
  const probes = [audio(caller, true), audio({ ...caller, port: 40_002 }, false)]
  await prepareMachine(link, { name: 'ast1', addresses: [to.address], probes })
  await loadRuleset(link, rulesetOf(withCallers('203.0.113.0/28')))
  await sendProbes(link, [audio(caller, true)])
  await link.inside.ask('send', { probes: [{ id: 0, transport: 'udp', from: to, to: caller }] })
  await loadRuleset(link, rulesetOf(withCallers('192.0.2.0/28')))
  const came = await sendProbes(link, probes)
  expect(probes.filter(probe => came.has(probe) !== probe.passes).map(describeProbe)).toEqual([])
})

it('a peer known by name is heard as long as a call may be up, also after a reload', async () => {
  const own = createContainers(await findEngine(process.env['SIPIN_ENGINE']))
  try {
    const forgetful = await startLink(await findEngine(process.env['SIPIN_ENGINE']), own, forgetfulKernel)
    const project = projectOf(readFileSync(path.join(repository, 'fixtures/firewall/sipin.yaml'), 'utf8'))
    const edges = edgesOf(project)
    const ruleset = rulesetOf(project)
    await loadRuleset(forgetful, ruleset)
    expect(await findForgottenPeers(forgetful, edges, 7000)).toEqual([])
    const reload = async () => void (await forgetful.inside.run(['nft', '-f', '-'], ruleset))
    expect(await findForgottenPeers(forgetful, edges, 7001, reload)).toEqual([])
    await loadRuleset(forgetful, ruleset.replaceAll(/^.* ct timeout set .*\n/gm, ''))
    expect(await findForgottenPeers(forgetful, edges, 7002)).toHaveLength(edges.length)
  } finally {
    await own.removeAll()
  }
})

it('a source has so many connections over TCP and no more, and is in nobody else’s way', async () => {
  const project = projectOf(readFileSync(path.join(repository, 'fixtures/firewall/sipin.yaml'), 'utf8'))
  const crowd = crowdOf(project)
  await prepareCrowd(link, crowd)
  await loadRuleset(link, rulesetOf(project))
  expect(await findUnbound(link, crowd)).toEqual([])
  // Without the bound all of them come.
  await loadRuleset(link, rulesetOf(project).replaceAll(/^.* ct count over .*\n/gm, ''))
  expect(await findUnbound(link, crowd)).toHaveLength(20)
})

it('what the machine sends to itself always comes', async () => {
  const project = projectOf(readFileSync(path.join(repository, 'fixtures/firewall/sipin.yaml'), 'utf8'))
  const [edge] = edgesOf(project)
  if (!edge) throw new Error('the project has an edge')
  await findStrayAnswers(link, edge, 1)
  await loadRuleset(link, rulesetOf(project))
  expect(await findDeafLoopback(link, edge)).toEqual([])
})

function rulesetOf(project: Project): string {
  return [...firewall.files(project, new Map())].map(({ content }) => String(content)).join('')
}
