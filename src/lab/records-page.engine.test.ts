import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { findEngine } from '../engine/engine.js'
import { renderTree } from '../render/render.js'
import { expectGolden, repository } from '../testing/golden.js'
import { scenariosOf } from '../testing/lab-scenarios.js'
import { projectOf } from '../testing/project.js'
import { writeTree } from '../write/write-tree.js'
import { type OpenLab, withLab } from './rehearse.js'

const page = path.join(repository, 'docs/records.md')

const project = projectOf(`version: 1
edge: {domains: [sip.acme.example], listen: [udp:198.51.100.10:5060], inside: udp:10.0.0.5:5060}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
site: {timezone: Europe/Paris}
agents:
  alice: {uri: sip:alice@10.0.1.20}
defaults:
  allow: [203.0.113.0/28]
lines:
  support: {uri: sip:acme-support@acme-support.sip.twilio.com, ticket: required, overflow: sip:agent@ai.example.net, voicemail: false}
  sales: {uri: sip:sales@sip.acme.example, agents: [alice], voicemail: {email: sales@acme.example}}
`)

/** Calls of one time are placed side by side; these must come one after the other, for their order in the files. */
const at = (minute: number): string => `at: "2026-11-24T10:0${minute} Europe/Paris"`
const scenarios = scenariosOf(
  project,
  [
    `call: {line: support, from: 203.0.113.10, ${at(1)}, ticket: 4711}`,
    'expect: {outcome: talk, ticket: 4711}',
  ],
  [`call: {line: sales, from: 203.0.113.11, ${at(2)}}`, 'expect: {outcome: agent, agent: alice}'],
  [
    `call: {line: support, from: 203.0.113.10, ${at(3)}, ticket: 4712}`,
    'talk: 403',
    'expect: {outcome: overflow, ticket: none, reason: talk-failed}',
  ],
  [
    `call: {line: sales, from: 203.0.113.10, ${at(4)}, ticket: 4713}`,
    'agents: {alice: decline}',
    'expect: {outcome: voicemail, reason: declined, mail: sales@acme.example}',
  ],
  [
    `call: {line: support, from: 192.0.2.66, ${at(5)}}`,
    'expect: {outcome: rejected, status: 403, reason: source}',
  ],
  [
    `call: {line: support, from: 203.0.113.10, ${at(6)}, ticket: none}`,
    'expect: {outcome: rejected, status: 400, reason: ticket-malformed}',
  ],
)

it('docs/records.md shows what calls really leave', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-records-'))
  const tree = path.join(folder, 'tree')
  writeTree(tree, renderTree(project, new Map()))
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const spec = { engine, project, tree, kamailio: '6.1', scenarios, tell: () => {} } as const
  try {
    expect(await withLab(spec, path.join(folder, 'evidence'), comparePage)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function comparePage(open: OpenLab): Promise<undefined> {
  const mails: string[] = []
  open.watch((_, event) => {
    if (event.event === 'mail') mails.push(`Subject: ${event.subject}\n\n${event.text.trim()}\n`)
  })
  const verdicts = await open.run(scenarios)
  expect(verdicts.flatMap(({ faults }) => faults)).toEqual([])
  const { edge, nodes } = open.lab
  const [node] = nodes
  const session = async (container: typeof edge.container, commands: readonly string[]): Promise<string> => {
    let text = ''
    for (const command of commands)
      text += `$ ${command}\n${(await container.exec(['sh', '-c', command])).trim()}\n`
    return text
  }
  const seen = new Map([
    [
      'records',
      await session(node?.container ?? edge.container, [
        'cat /var/log/asterisk/calls.csv',
        'tail -n 1 /var/log/asterisk/calls.jsonl',
      ]),
    ],
    [
      'refused',
      edge.log
        .flatMap(line => /sipin refused .*/.exec(line) ?? [])
        .map(line => `${line}\n`)
        .join(''),
    ],
    ['counters', await session(edge.container, ['kamcmd stats.fetch sipin_accepted sipin_refused_source'])],
    ['mail', mails.join('\n')],
  ])
  const text = readFileSync(page, 'utf8')
  const again = text.replace(
    /(<!-- lab: (\w+) -->\n```\w*\n)([\s\S]*?)(?=^```$)/gm,
    (_, head: string, name: string, shown: string) => {
      const now = seen.get(name) ?? ''
      seen.delete(name)
      return `${head}${masked(now) === masked(shown) ? shown : now}`
    },
  )
  expect([...seen.keys()]).toEqual([])
  await rotate(open)
  expectGolden(page, again)
  return undefined
}

/** Files that were moved away are begun anew, as the page says. */
async function rotate({ lab, run }: OpenLab): Promise<void> {
  const { container } = lab.nodes[0] as (typeof lab.nodes)[number]
  const folder = '/var/log/asterisk'
  const header = (await container.exec(['head', '-n', '1', `${folder}/calls.csv`])).trim()
  await container.exec([
    'sh',
    '-c',
    `cd ${folder} && mv calls.csv calls.csv.1 && mv calls.jsonl calls.jsonl.1`,
  ])
  const [verdict] = await run(scenarios.slice(0, 1))
  expect(verdict?.faults).toEqual([])
  const lines = (await container.exec(['cat', `${folder}/calls.csv`])).trim().split('\n')
  expect(lines).toEqual([header, expect.stringContaining('"4711"')])
}

/** Without what differs from run to run: seconds. */
function masked(text: string): string {
  return text
    .replace(/,\d+,\d+$/gm, ',0,0')
    .replace(/"wait":\d+,"talk":\d+/g, '"wait":0,"talk":0')
    .replace(/(\d\d:\d\d):\d\d/g, '$1:00')
    .replace(/^Length: .*/gm, '')
}
