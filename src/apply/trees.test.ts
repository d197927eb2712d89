import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { digestOf } from '../render/manifest.js'
import { renderTree } from '../render/render.js'
import { everything } from '../testing/everything.js'
import { inFolder } from '../testing/program.js'
import { projectOf } from '../testing/project.js'
import { damageOf } from './damage.js'
import { driftOf } from './differences.js'
import { edgeStateOf } from './edge-state.js'
import { keptFiles, withKept } from './kept.js'
import { machinesOf } from './machines.js'
import { lackOfMemory } from './memory.js'
import { nodeStateOf } from './node-state.js'
import { isIdle, planMachine } from './plan.js'
import { rulesetOf } from './ruleset.js'
import { tablesOf } from './tables.js'
import { packTar, unpackTar } from './tar.js'
import { fileText, releaseOf, type TreeFiles } from './tree.js'

const yaml = everything()
const tree = treeOf(yaml)
const machine = { name: 'ast1', reach: [], root: '/opt/sipin', edge: false, node: 'ast1' } as const
const edge = { name: 'edge', reach: [], root: '/opt/sipin', edge: true, node: undefined } as const

function treeOf(text: string): TreeFiles {
  const files = renderTree(projectOf(text), new Map())
  return new Map(files.map(({ path: name, content }) => [name, Buffer.from(content)]))
}

function changed(from: string | RegExp, to: string): TreeFiles {
  const text = yaml.replace(from, to)
  if (text === yaml) throw new Error(`${from} is not in the project`)
  return treeOf(text)
}

/** Of contents, which are long to print and to compare. */
function digests(files: TreeFiles): string[] {
  return Array.from(files, ([name, content]) => `${name} ${digestOf(content)}`).sort()
}

describe('a tree', () => {
  it('is whole, or what is wrong with it is said', () => {
    expect(damageOf(tree)).toEqual([])
    const damaged = new Map([
      ...tree,
      ['asterisk/rtp.conf', Buffer.from('x')],
      ['asterisk/mine.conf', Buffer.from('x')],
    ])
    damaged.delete('asterisk/queues.conf')
    expect(damageOf(damaged)).toEqual([
      "file asterisk/mine.conf is none of the tree's",
      'file asterisk/queues.conf is missing',
      'file asterisk/rtp.conf was edited',
    ])
    expect(damageOf(new Map())).toEqual(['manifest.json is missing, or names no files'])
  })

  it('goes through an archive that tar reads and writes', () => {
    inFolder(folder => {
      const long = `asterisk/sounds/${'a'.repeat(90)}/${'b'.repeat(60)}.wav`
      const files = new Map([...tree, [long, Buffer.from('sound')]])
      expect(digests(unpackTar(packTar(files, 1_800_000_000)))).toEqual(digests(files))
      writeFileSync(path.join(folder, 'x.tar'), packTar(files, 1_800_000_000))
      const out = path.join(folder, 'out')
      mkdirSync(out)
      expect(spawnSync('tar', ['-xf', '../x.tar'], { cwd: out }).status).toBe(0)
      expect(readFileSync(path.join(out, long), 'utf8')).toBe('sound')
      expect(statSync(path.join(out, 'kamailio/db/lines')).mtimeMs).toBe(1_800_000_000_000)
      const written = spawnSync('tar', ['--format=ustar', '-cf', '-', '-C', out, '.'], { maxBuffer: 1 << 26 })
      expect(digests(unpackTar(written.stdout))).toEqual(digests(files))
    })
  })
})

describe('what a machine runs', () => {
  it('is what its release has, or each difference is named', () => {
    const want = nodeStateOf(tree, 'ast1')
    const runs = {
      edge: undefined,
      node: want,
      firewall: rulesetOf(fileText(tree, 'firewall/nftables.conf')),
    }
    expect(driftOf(machine, tree, runs)).toEqual([])
    expect([...want.parts].some(part => part.startsWith('queue '))).toBe(true)
    expect([...want.parts].some(part => part.startsWith('transport udp 10.0.0.11:5060'))).toBe(true)
    const dialplan = new Map(want.dialplan)
    dialplan.delete('refer')
    dialplan.set('mine', [])
    const rules = new Map(runs.firewall)
    rules.set('set sip4', (rules.get('set sip4') ?? []).slice(1))
    const parts = new Set([...want.parts].slice(1))
    const drift = driftOf(machine, tree, { edge: undefined, node: { dialplan, parts }, firewall: rules })
    expect(drift.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'node: context mine should not be there',
      'node: context refer is missing',
      `node: ${[...want.parts][0]} is missing`,
      expect.stringMatching(/^firewall: set sip4: `[0-9.]+(\/\d+)?` is missing$/),
    ])
  })

  it('says why an engine does not answer', () => {
    const drift = driftOf(edge, tree, { edge: 'Kamailio does not run', node: undefined, firewall: 'none' })
    expect(drift).toEqual([{ machine: 'edge', where: 'edge', what: 'Kamailio does not run' }])
  })
})

describe('a plan', () => {
  const planned = (want: TreeFiles, at: typeof machine | typeof edge, doubtful = false) =>
    planMachine({ machine: at, files: tree, tables: at.edge ? tablesOf(tree) : undefined, doubtful }, want)

  it('of the same tree does nothing', () => {
    for (const at of [machine, edge]) expect(isIdle(planned(tree, at))).toBe(true)
  })

  it('reads again what has changed, in the order in which it leans on each other', () => {
    const want = changed(/subdomain: [a-z-]+/, 'subdomain: another')
    expect(planned(want, machine).node).toEqual(["asterisk -rx 'dialplan reload'"])
    expect(planned(want, edge).node).toEqual([])
    expect(planned(tree, machine, true).node.map(command => command.replace(/^.*'(.*)'$/, '$1'))).toEqual([
      'module reload res_pjsip.so',
      'moh reload',
      'module reload app_voicemail.so',
      'queue reload all',
      'module reload res_rtp_asterisk.so',
      'dialplan reload',
    ])
  })

  it('says what needs a restart, on the machine that does', () => {
    const want = changed('ast1: {sip: 10.0.0.11:5060', 'ast1: {sip: 10.0.0.11:5070')
    expect(planned(want, machine).restarts).toEqual([
      { path: 'asterisk/nodes/ast1/pjsip.conf', command: 'systemctl restart asterisk' },
    ])
    expect(planned(want, { ...machine, node: 'ast2' } as unknown as typeof machine).restarts).toEqual([])
    expect(planned(want, edge).edge).toEqual(['kamcmd dispatcher.reload'])
  })
})

it('a line that goes leaves its dialplan, queue and mailbox on its nodes until the next release', () => {
  const was = treeOf(`${small}  b: {uri: sip:b@sip.acme.example, voicemail: true, agents: [alice]}\n`)
  const want = treeOf(small)
  const kept = keptFiles(was, want)
  expect([...kept.keys()].sort()).toEqual([
    'asterisk/lines/b.conf',
    'asterisk/queues.conf',
    'asterisk/voicemail.conf',
  ])
  const files = withKept(want, kept)
  expect(damageOf(files)).toEqual([])
  expect(releaseOf(files)).toBe(releaseOf(want))
  const state = nodeStateOf(files, 'node')
  expect(state.dialplan.get('line-b')).toEqual(nodeStateOf(was, 'node').dialplan.get('line-b'))
  for (const part of ['queue a', 'queue b', 'queue b agent alice', 'mailbox a', 'mailbox b'])
    expect(state.parts).toContain(part)
  // The same release again keeps it, and another one does not.
  expect(withKept(want, keptFiles(files, want))).toEqual(files)
  expect(keptFiles(files, treeOf(small.replace('[alice]}', '[alice], max_queue: 3}')))).toEqual(new Map())
})

const small = `version: 1
edge: {domains: [sip.acme.example]}
agents:
  alice: {uri: sip:alice@10.0.1.20}
defaults: {allow: [203.0.113.0/28]}
lines:
  a: {uri: sip:a@sip.acme.example, voicemail: true, agents: [alice]}
`

describe('machines', () => {
  const reached = (name: string, reach: string[] = [name]) => ({ name, reach, root: '/opt/sipin' })

  it('have one name for each node and the edge; those that are reached alike are one', () => {
    expect(machinesOf([reached('edge', []), reached('node', [])], ['node'])).toEqual([
      { name: 'edge,node', reach: [], root: '/opt/sipin', edge: true, node: 'node' },
    ])
    expect(machinesOf([reached('edge'), reached('ast1'), reached('ast2')], ['ast1', 'ast2'])).toHaveLength(3)
    expect(machinesOf([reached('edge')], ['ast1'])).toBe(
      'no machine is named ast1, which the tree has nodes for',
    )
    expect(machinesOf([reached('ast1'), reached('ast3')], ['ast1'])).toMatch(/named edge; found: ast3$/)
    expect(machinesOf([reached('edge'), reached('a', []), reached('b', [])], ['a', 'b'])).toMatch(
      /^a and b are/,
    )
  })
})

it('rows that do not fit in what is left of the memory are not begun with', () => {
  const rows = {
    both: [],
    only: [...edgeStateOf(tree).tables.lines].map(([key, value]) => ({
      table: 'lines' as const,
      key,
      value,
    })),
  }
  expect(lackOfMemory({ total: 64e6, free: 50e6 }, rows)).toBeUndefined()
  expect(lackOfMemory({ total: 64e6, free: 32e6 }, rows)).toMatch(
    /^Kamailio has 32 MB of shared memory left and this takes 33 MB: set SHM_MEMORY/,
  )
})
