import { setTimeout } from 'node:timers/promises'
import { type Drift, describeDrift, driftOf } from '../apply/differences.js'
import { withKept } from '../apply/kept.js'
import { lackOfMemory } from '../apply/memory.js'
import { type MachinePlan, planMachine } from '../apply/plan.js'
import { rowChanges, tablesOf } from '../apply/tables.js'
import { releaseOf, type TreeFiles } from '../apply/tree.js'
import { EnvironmentError } from '../errors.js'
import { changeRows, command, readEdge, reloadNodes } from './edge.js'
import { checkFirewall, loadFirewall } from './firewall.js'
import { type Looked, readRuns } from './look.js'
import { reloadNode } from './node.js'
import { applier, closeJournal, openJournal, stage, swap } from './release.js'

/** The steps of an apply, in their order. */
export type StepName = 'look' | 'plan' | 'stage' | 'both' | 'nodes' | 'new' | 'verify' | 'back' | 'done'

export interface StepEvent {
  readonly step: StepName
  /** undefined: the whole site. */
  readonly machine: string | undefined
  readonly text: string
}

export type Tell = (event: StepEvent) => void

/** A release on its way to a machine. */
interface Way {
  readonly looked: Looked
  readonly plan: MachinePlan
  /** What the machine is to have: the tree, with what is kept of lines that are gone. */
  readonly files: TreeFiles
  readonly folder: string
}

export function planSite(site: readonly Looked[], want: TreeFiles, doubtful: boolean): MachinePlan[] {
  return site.map(({ machine, found, runs }) => {
    const tables = typeof runs.edge === 'object' ? runs.edge.tables : undefined
    const drift = found.files ? driftOf(machine, found.files, runs) : []
    const doubt = doubtful || found.files === undefined || found.interrupted !== undefined || drift.length > 0
    return planMachine({ machine, files: found.files, tables, doubtful: doubt }, want)
  })
}

/**
 * Puts a tree live on machines that have been looked at and are held. Gives what is not as it should be afterwards; empty: it is
 * live.
 *
 * @throws {EnvironmentError} When a machine is lost on the way, or refuses a step.
 */
async function putLive(
  site: readonly Looked[],
  plans: readonly MachinePlan[],
  want: TreeFiles,
  tell: Tell,
): Promise<Drift[]> {
  const ways = await Promise.all(
    site.map((looked, index) => prepare(looked, plans[index] as MachinePlan, want, tell)),
  )
  const edges = ways.filter(({ looked }) => looked.machine.edge)
  const nodes = ways.filter(({ looked }) => looked.machine.node !== undefined)
  for (const way of edges) await takeBoth(way, tell)
  for (const way of nodes) await takeNode(way, tell)
  for (const way of edges) await takeNew(way, want, tell)
  for (const way of ways) await takeFirewall(way, tell)
  const drift = (await Promise.all(ways.map(verify))).flat()
  tell({
    step: 'verify',
    machine: undefined,
    text: drift.length === 0 ? 'what runs is what was generated' : `${drift.length} differences`,
  })
  return drift
}

async function prepare(looked: Looked, plan: MachinePlan, want: TreeFiles, tell: Tell): Promise<Way> {
  const { machine, runs } = looked
  if (typeof runs.edge === 'object') {
    const lack = lackOfMemory(runs.edge.memory, plan.rows)
    if (lack !== undefined) throw new EnvironmentError(`${machine.name}: ${lack}`)
  }
  const files = withKept(want, plan.kept)
  const folder = await stage(machine, files)
  if (plan.firewall) await checkFirewall(machine, `${machine.root}/${folder}/firewall/nftables.conf`)
  await openJournal(machine, releaseOf(want))
  tell({ step: 'stage', machine: machine.name, text: `${machine.root}/${folder}` })
  return { looked, plan, files, folder }
}

async function takeBoth({ looked: { machine }, plan }: Way, tell: Tell): Promise<void> {
  if (plan.rows.both.length === 0) return
  await changeRows(machine, plan.rows.both)
  tell({ step: 'both', machine: machine.name, text: `${rows(plan.rows.both)}: both plans are taken` })
}

async function takeNode({ looked: { machine, runs }, plan, folder }: Way, tell: Tell): Promise<void> {
  await swap(machine, folder)
  if (typeof runs.node === 'string') {
    tell({
      step: 'nodes',
      machine: machine.name,
      text: 'Asterisk does not run, and reads everything at its start',
    })
    return
  }
  await reloadNode(machine, plan.node)
  tell({ step: 'nodes', machine: machine.name, text: plan.node.join(', ') || 'nothing to read again' })
}

/** The rows are compared with those that the edge has now: those of its row changes in `both` are among them. */
async function takeNew(
  { looked: { machine, runs }, plan, folder }: Way,
  want: TreeFiles,
  tell: Tell,
): Promise<void> {
  if (machine.node === undefined) await swap(machine, folder)
  if (typeof runs.edge === 'string') {
    tell({
      step: 'new',
      machine: machine.name,
      text: 'Kamailio does not run, and reads everything at its start',
    })
    return
  }
  const { tables } = await readEdge(machine)
  const { both, only } = rowChanges(tables, tablesOf(want))
  const changes = [
    ...both.filter(({ table, key }) => !only.some(same => same.table === table && same.key === key)),
    ...only,
  ]
  await changeRows(machine, changes)
  for (const text of plan.edge) {
    if (text.includes('dispatcher.reload')) await reloadNodes(machine)
    else await command(machine, text)
  }
  const told = [rows(changes), ...plan.edge].join(', ')
  tell({ step: 'new', machine: machine.name, text: `${told}: the new plan alone is taken` })
}

async function takeFirewall({ looked: { machine, runs }, plan }: Way, tell: Tell): Promise<void> {
  if (!plan.firewall || runs.firewall === 'none') return
  await loadFirewall(machine, `${machine.root}/current/firewall/nftables.conf`)
  tell({ step: 'new', machine: machine.name, text: 'firewall' })
}

/** Asked until it is well, or for so long as an engine takes to start or to read its files again. */
async function verify({ looked: { machine, runs }, files }: Way): Promise<Drift[]> {
  const starts = typeof runs.edge === 'string' || typeof runs.node === 'string'
  const deadline = performance.now() + (starts ? 30_000 : 3000)
  for (;;) {
    const drift = driftOf(machine, files, await readRuns(machine))
    if (drift.length === 0 || performance.now() > deadline) return drift
    await setTimeout(500)
  }
}

function rows(changes: readonly unknown[]): string {
  return `${changes.length} ${changes.length === 1 ? 'row' : 'rows'}`
}

export type Result = 'live' | 'rolled-back' | 'failed'

/** An apply with its way back: when the tree is not live in the end, what was live before is made so again. */
export async function applyOrGoBack(
  site: readonly Looked[],
  plans: readonly MachinePlan[],
  want: TreeFiles,
  again: () => Promise<readonly Looked[]>,
  tell: Tell,
): Promise<Result> {
  const why = await attempt(() => putLive(site, plans, want, tell), tell)
  if (why === undefined) return end(site, want, 'live', tell)
  const before = site.map(({ found }) => found.files)
  const old = before.find(files => files !== undefined)
  if (!old || before.some(files => files === undefined)) return end(site, want, 'failed', tell)
  tell({ step: 'back', machine: undefined, text: `going back to ${releaseOf(old)}` })
  const back = await attempt(async () => {
    const now = await again()
    const drift: Drift[] = []
    // Machines may have had releases of their own.
    const releases = new Map(before.map(files => [releaseOf(files as TreeFiles), files as TreeFiles]))
    for (const [release, files] of releases) {
      const group = now.filter((_, index) => releaseOf(before[index] as TreeFiles) === release)
      drift.push(...(await putLive(group, planSite(group, files, true), files, tell)))
    }
    return drift
  }, tell)
  return end(site, want, back === undefined ? 'rolled-back' : 'failed', tell)
}

/** undefined: all is well; else it has been told why not. */
async function attempt(work: () => Promise<readonly Drift[]>, tell: Tell): Promise<'no' | undefined> {
  try {
    const drift = await work()
    for (const one of drift) tell({ step: 'verify', machine: undefined, text: describeDrift(one) })
    return drift.length === 0 ? undefined : 'no'
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    tell({ step: 'back', machine: undefined, text: error.message })
    return 'no'
  }
}

async function end(site: readonly Looked[], want: TreeFiles, result: Result, tell: Tell): Promise<Result> {
  const entry = { at: new Date().toISOString(), who: applier(), to: releaseOf(want), result }
  for (const { machine, found } of site) {
    const from = found.files && releaseOf(found.files)
    try {
      await closeJournal(machine, { ...entry, from })
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error
      tell({ step: 'done', machine: machine.name, text: `its history has no line of this: ${error.message}` })
    }
  }
  return result
}
