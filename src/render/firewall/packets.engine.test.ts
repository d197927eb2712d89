import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findEngine } from '../../engine/engine.js'
import { type Containers, createContainers } from '../../lab/container.js'
import { type Link, startLink } from '../../testing/firewall/link.js'
import { loadRuleset, type Probe, prepareMachine, sendProbes } from '../../testing/firewall/probe.js'
import { machinesOf } from '../../testing/firewall/probes.js'
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
  const ruleset = [...firewall.files(project, new Map())].map(({ content }) => String(content)).join('')

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
  const edge = { address: '198.51.100.10', port: 5060 }
  const peer = { address: '198.18.7.7', port: 5060 }
  const probe = (from: Probe['from'], passes: boolean): Probe => {
    return { transport: 'udp', from, to: edge, passes, why: 'a peer known by name' }
  }
  const project = projectOf(readFileSync(path.join(repository, 'fixtures/acme/sipin.yaml'), 'utf8'))
  const answer = probe(peer, true)
  const otherPort = probe({ address: peer.address, port: 5061 }, false)
  const otherHost = probe({ address: '198.18.7.8', port: 5060 }, false)
  const probes = [answer, otherPort, otherHost]
  await prepareMachine(link, { name: 'edge', addresses: [edge.address], probes })
  await loadRuleset(
    link,
    [...firewall.files(project, new Map())].map(({ content }) => String(content)).join(''),
  )
  expect((await sendProbes(link, probes)).size).toBe(0)
  await link.inside.ask('send', { probes: [{ id: 0, transport: 'udp', from: edge, to: peer }] })
  expect(await sendProbes(link, probes)).toEqual(new Set([answer]))
})

function describeProbe({ transport, from, to, passes, why }: Probe): string {
  return `${transport} ${from.address} -> ${to.address} ${to.port} (${why}) ${passes ? 'did not come' : 'came'}`
}
