import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { findEngine } from '../engine/engine.js'
import type { Sounds } from '../model/sounds.js'
import { packageFile } from '../package-file.js'
import { renderTree } from '../render/render.js'
import { readScenarios } from '../scenarios/read.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSource } from '../source/parse.js'
import type { Node } from '../source/tree.js'
import { projectOf } from '../testing/project.js'
import { writeTree } from '../write/write-tree.js'
import type { ZendeskServer } from './actor/ops/zendesk.js'
import { tlsFolder } from './actor/transports/tls.js'
import { until } from './container.js'
import { type OpenLab, withLab } from './rehearse.js'
import { zendeskAddress } from './stand-ins.js'
import { zendeskLogin } from './zendesk.js'

/** Ways to be down that hold for all calls at once, so no scenario can say them: `sipin test` knows the others. */
const project = projectOf(readFileSync(packageFile('fixtures/records/sipin.yaml'), 'utf8'))
const noSounds: Sounds = new Map()

const ways: readonly [name: string, begin: (open: OpenLab) => Promise<void>][] = [
  ['its name does not resolve', open => resolveBy(open, '127.0.0.2')],
  ['no name server answers', open => resolveBy(open, '127.0.0.3')],
  ['its port is closed', open => serve(open, 'closed')],
  ['it takes the connection and says nothing', open => serve(open, 'mute')],
  ['nobody trusts its certificate', open => serve(open, 'foreign')],
]

it('Zendesk that cannot be reached costs a call two seconds at the most, and nothing else', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-zendesk-'))
  const tree = path.join(folder, 'tree')
  writeTree(tree, renderTree(project, noSounds))
  const cases = new Map(ways.map(([name]) => [name, scenariosOf(name, 'away')]))
  const back = scenariosOf('it is back', 'ok')
  const scenarios = [...cases.values(), back].flat()
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const spec = { engine, project, tree, kamailio: '6.1', scenarios, tell: () => {} } as const
  const faults: string[] = []
  const play = async (open: OpenLab): Promise<undefined> => {
    const run = async (chosen: readonly Scenario[]): Promise<void> => {
      for (const verdict of await open.run(chosen))
        faults.push(...verdict.faults.map(fault => `${verdict.scenario.name}: ${fault}`))
    }
    await makeForeignCertificate(open)
    await startNameServers(open)
    for (const [name, begin] of ways) {
      await begin(open)
      await run(cases.get(name) ?? [])
      await resolveBy(open, '127.0.0.1')
    }
    await serve(open, 'ok')
    const seen = await openConsole(open)
    await run(back)
    const text = await seen()
    // It prints every step, the login included, and not what it logs in with.
    expect(text).toContain('CURLOPT(userpwd)')
    expect(text).not.toContain(zendeskLogin.split('/token:')[1])
    return undefined
  }
  try {
    expect(await withLab(spec, path.join(folder, 'evidence'), play)).toBeUndefined()
    expect(faults).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Talk and an agent, side by side. */
function scenariosOf(name: string, zendesk: 'away' | 'ok'): Scenario[] {
  const [ticket, displayed] = zendesk === 'ok' ? ['made', 'ann'] : ['none', 'nobody']
  const text = `scenarios:
  - name: ${name}, and Talk rings
    call: {line: talk, from: 203.0.113.10}
    expect: {outcome: talk, ticket: ${ticket}}
  - name: ${name}, and the agent rings
    call: {line: sales, from: 203.0.113.10}
    expect: {outcome: agent, agent: ann, ticket: ${ticket}, displayed: ${displayed}}
`
  const { value: root } = parseSource({ file: 'zendesk.yaml', text })
  const { value: scenarios = [], diagnostics } = readScenarios(root as Node, project)
  expect(diagnostics).toEqual([])
  return scenarios.map(scenario => ({ ...scenario, zendesk }))
}

async function serve({ lab }: OpenLab, how: ZendeskServer): Promise<void> {
  await lab.actors.talk.request({ op: 'zendesk', address: zendeskAddress, login: zendeskLogin, how }, 'ready')
}

/** All of the lab asks there; other names than Zendesk's are known to each of the three. */
async function resolveBy({ lab }: OpenLab, server: string): Promise<void> {
  const text = `nameserver ${server}\n`
  await lab.network.request({ op: 'write', path: '/etc/resolv.conf', text, replace: false }, 'written')
}

/** A console of the node that shows all it can; gives what it has shown. */
async function openConsole({ lab }: OpenLab): Promise<() => Promise<string>> {
  const [node] = lab.nodes
  if (!node) throw new Error('the project has a node')
  const { exec } = node.container
  await exec(['sh', '-c', '(sleep 120 | asterisk -rvvvvvddddd > /tmp/console 2>&1) > /dev/null 2>&1 &'])
  const shown = (): Promise<string> => exec(['cat', '/tmp/console'])
  await until('the console', 60, async () => (await shown()).includes('Connected to Asterisk'))
  return shown
}

/** Its own authority, which no node has heard of. */
async function makeForeignCertificate({ lab: { actors } }: OpenLab): Promise<void> {
  const { exec } = actors.talk.container
  await exec([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-not_before', '20000101000000Z', '-not_after', '20991231235959Z', '-subj', '/CN=nobody'],
    ...['-addext', 'subjectAltName=DNS:acme.zendesk.com', '-out', '/tmp/cert.pem', '-keyout', '/tmp/key.pem'],
  ])
  await exec(['sh', '-c', `cat /tmp/cert.pem /tmp/key.pem > ${tlsFolder}/foreign.pem`])
}

/** At 127.0.0.2 one that says that there is no Zendesk; at 127.0.0.3 one whose own server for it never answers. */
async function startNameServers({ lab: { actors } }: OpenLab): Promise<void> {
  const { exec } = actors.talk.container
  await exec([
    'sh',
    '-c',
    `node -e "require('dgram').createSocket('udp4').bind(5353, '127.0.0.4')" > /dev/null 2>&1 &`,
  ])
  for (const [address, rule] of [
    ['127.0.0.2', '--address=/zendesk.com/'],
    ['127.0.0.3', '--server=/zendesk.com/127.0.0.4#5353'],
  ] as const)
    await exec([
      ...['dnsmasq', '--no-resolv', '--no-hosts', '--user=root', '--bind-interfaces', '--server=127.0.0.1'],
      ...[rule, `--listen-address=${address}`, `--pid-file=/tmp/names-${address}.pid`],
    ])
}
