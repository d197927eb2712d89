import { damageOf } from '../apply/damage.js'
import { type Drift, describeDrift, driftOf } from '../apply/differences.js'
import type { Machine } from '../apply/machines.js'
import { isIdle, type MachinePlan } from '../apply/plan.js'
import { releaseOf, type TreeFiles } from '../apply/tree.js'
import { exitStatus } from '../errors.js'
import { applyOrGoBack, planSite, type StepEvent, type Tell } from '../live/apply-tree.js'
import { type Looked, look } from '../live/look.js'
import { lock } from '../live/release.js'
import { printablePath } from '../printable.js'
import { readTreeFiles } from '../read/tree-files.js'
import { readMachines } from './machines.js'
import { printMessage, printResult } from './print.js'

export interface LiveOptions {
  /** undefined: machines.yaml, or this machine. */
  readonly machines: string | undefined
  /** Names of the machines that are meant; none: all. */
  readonly only: readonly string[]
  /** `json`: an object a line. */
  readonly format: 'text' | 'json'
}

export interface ApplyOptions extends LiveOptions {
  readonly dryRun: boolean
  readonly forceDrift: boolean
}

/** `sipin apply TREE` */
export async function apply(folder: string, options: ApplyOptions): Promise<number> {
  const tell = teller(options)
  const want = await readWholeTree(folder)
  if (!want) return exitStatus.findings
  const machines = await readMachines(options.machines, want, options.only)
  const releases = await lockAll(options.dryRun ? [] : machines)
  try {
    return await applyHeld(want, machines, options, tell)
  } finally {
    for (const release of releases) await release()
  }
}

async function applyHeld(
  want: TreeFiles,
  machines: readonly Machine[],
  { dryRun, forceDrift }: ApplyOptions,
  tell: Tell,
): Promise<number> {
  const several = [...want.keys()].some(path => path.startsWith('asterisk/nodes/'))
  const lookAll = (): Promise<Looked[]> => Promise.all(machines.map(machine => look(machine, several)))
  const site = await lookAll()
  const missing = site.flatMap(({ found }) => found.missing)
  for (const text of missing) tell({ step: 'look', machine: undefined, text })
  if (missing.length > 0) return exitStatus.findings
  const interrupted = site.filter(({ found }) => found.interrupted !== undefined)
  for (const { machine, found } of interrupted)
    tell({
      step: 'look',
      machine: machine.name,
      text: `an apply of ${found.interrupted} did not come to its end; this one goes on`,
    })
  const drift = interrupted.length > 0 ? [] : site.flatMap(driftOfLooked)
  for (const one of drift) tell({ step: 'look', machine: undefined, text: describeDrift(one) })
  if (drift.length > 0 && !forceDrift && !dryRun) {
    printMessage('what runs is not what the last apply put there; to go on all the same: --force-drift\n')
    return exitStatus.findings
  }
  const plans = planSite(site, want, interrupted.length > 0)
  for (const plan of plans) tellPlan(plan, tell)
  const same = plans.every(isIdle) && drift.length === 0
  if (dryRun || same) {
    tell({
      step: 'done',
      machine: undefined,
      text: same ? `${releaseOf(want)} is live already` : 'nothing was touched',
    })
    return same ? exitStatus.fine : exitStatus.findings
  }
  if (plans.some(({ restarts }) => restarts.length > 0)) {
    printMessage('nothing was touched: a restart ends calls, and apply does none\n')
    return exitStatus.findings
  }
  const result = await applyOrGoBack(site, plans, want, lookAll, tell)
  tell({ step: 'done', machine: undefined, text: endings[result].replace('RELEASE', releaseOf(want)) })
  return result === 'live' ? exitStatus.fine : exitStatus.findings
}

const endings = {
  live: 'RELEASE is live',
  'rolled-back': 'RELEASE is not live; what was live before is',
  failed:
    'RELEASE is not live on every machine, nor is what was live before: `sipin status` says what runs; run the same apply again once the cause is gone',
} as const

export function driftOfLooked({ machine, found, runs }: Looked): Drift[] {
  return found.files ? driftOf(machine, found.files, runs) : []
}

function tellPlan({ machine, changed, rows, edge, node, firewall, restarts }: MachinePlan, tell: Tell): void {
  const count = rows.both.length + rows.only.length
  const parts = [
    `${changed.length} files`,
    ...(count > 0 ? [`${count} changes of rows`] : []),
    ...edge,
    ...node,
    ...(firewall ? ['firewall'] : []),
  ]
  tell({ step: 'plan', machine: machine.name, text: parts.join(', ') })
  for (const { path, command } of restarts)
    tell({ step: 'plan', machine: machine.name, text: `${path} needs a restart: ${command}` })
}

/** One after the other, in the order of their names, so that of two applies one has all. */
async function lockAll(machines: readonly Machine[]): Promise<(() => Promise<void>)[]> {
  const held: (() => Promise<void>)[] = []
  try {
    for (const machine of machines) held.push(await lock(machine))
  } catch (error) {
    for (const release of held) await release()
    throw error
  }
  return held
}

/** undefined: it is not as its manifest says, which has been told. */
export async function readWholeTree(folder: string): Promise<TreeFiles | undefined> {
  const files = await readTreeFiles(folder)
  const damage = damageOf(files)
  if (damage.length === 0) return files
  const shown = printablePath(folder)
  printMessage(damage.map(what => `${shown}: ${what}\n`).join(''))
  printMessage(`${shown} is not what \`sipin generate\` wrote: generate it again\n`)
  return undefined
}

/** One line for each step: for people in columns, for programs as JSON. */
export function teller({ format }: LiveOptions): (event: StepEvent) => void {
  return ({ step, machine, text }) =>
    printResult(
      format === 'json'
        ? `${JSON.stringify({ step, machine: machine ?? null, text })}\n`
        : `${step.padEnd(7)}${machine === undefined ? '' : `${machine}: `}${text}\n`,
    )
}
