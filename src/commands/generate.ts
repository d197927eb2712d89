import { hasErrors } from '../diagnostic.js'
import { exitStatus } from '../errors.js'
import { printable, printablePath } from '../printable.js'
import { renderTree } from '../render/render.js'
import { withLock } from '../write/lock.js'
import { type Change, type Conflict, planWrite } from '../write/plan.js'
import { readTree } from '../write/read-tree.js'
import { findTarget } from '../write/target.js'
import { recoverTree, writeTree } from '../write/write-tree.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport } from './output.js'
import { printMessage, printResult } from './print.js'
import { readProject } from './project-files.js'

export interface GenerateOptions extends OutputOptions {
  readonly output: string
  /** Write nothing; exit 1 if the tree differs. */
  readonly check: boolean
  /** Overwrite files of the tree that were edited by hand; files that sipin did not make are never touched. */
  readonly force: boolean
}

/** `sipin generate [PATH] -o DIR` */
export async function generate(path: string, options: GenerateOptions): Promise<number> {
  const { output, check, force, quiet } = options
  const input = await readProject(path)
  const target = findTarget(output, path === '-' ? [input.base] : [path, input.base])
  const { project, sounds, report } = await checkFiles(input)
  const status = printReport(report, options)
  if (status !== exitStatus.fine || !project || hasErrors(report.diagnostics)) return status
  const files = renderTree(project, sounds)
  if (check) {
    const { changes, conflicts } = planWrite(files, readTree(target))
    return reportDrift(output, changes, conflicts)
  }
  const { changes, conflicts } = withLock(target, () => {
    recoverTree(target)
    const { changes, conflicts } = planWrite(files, readTree(target))
    const kept = force ? conflicts.filter(({ kind }) => kind === 'foreign') : conflicts
    if (kept.length === 0 && changes.length > 0) writeTree(target.path, files, target.shown)
    return { changes, conflicts: kept }
  })
  if (conflicts.length > 0) return refuse(output, conflicts)
  if (!quiet) printMessage(`${printablePath(output)}: ${summarise(changes)}, ${files.length} files in all\n`)
  return exitStatus.fine
}

function reportDrift(output: string, changes: readonly Change[], conflicts: readonly Conflict[]): number {
  const byHand = new Map(conflicts.map(({ path, kind }) => [path, kind]))
  for (const { path, kind } of changes) {
    const hand = byHand.get(path)
    printResult(`${kind} ${printable(`${output}/${path}`)}${hand ? ` (${explanation[hand]})` : ''}\n`)
  }
  return changes.length > 0 ? exitStatus.findings : exitStatus.fine
}

const explanation: Readonly<Record<Conflict['kind'], string>> = {
  edited: 'edited by hand since it was generated',
  foreign: 'not made by sipin',
}

function refuse(output: string, conflicts: readonly Conflict[]): number {
  for (const { path, kind } of conflicts.slice(0, mostShown))
    printMessage(`${printablePath(`${output}/${path}`)}: error: ${explanation[kind]} [${kind}-file]\n`)
  const more = conflicts.length - mostShown
  if (more > 0) printMessage(`and ${more} more\n`)
  const kinds = new Set(conflicts.map(({ kind }) => kind))
  printMessage(
    [
      '  why: Writing the tree would lose these files.',
      ...[...kinds].map(kind => `  help: ${helps[kind]}`),
      `nothing was written to ${printable(output)}\n`,
    ].join('\n'),
  )
  return exitStatus.findings
}

/** The directory of something else may have any number of files. */
const mostShown = 20

const helps: Readonly<Record<Conflict['kind'], string>> = {
  edited: 'bring the edits into the YAML, or overwrite them with --force',
  foreign:
    'move these files away, or give another directory; --force does not remove what sipin has not made',
}

function summarise(changes: readonly Change[]): string {
  const count = (kind: Change['kind']): number => changes.filter(change => change.kind === kind).length
  const said = (['create', 'change', 'delete'] as const)
    .filter(kind => count(kind) > 0)
    .map(kind => `${count(kind)} ${pastTense[kind]}`)
  return said.join(', ') || 'nothing to change'
}

const pastTense: Readonly<Record<Change['kind'], string>> = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
}
