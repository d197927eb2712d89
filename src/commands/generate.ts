import { hasErrors } from '../diagnostic.js'
import { exitStatus } from '../errors.js'
import { renderTree } from '../render/render.js'
import { type Change, type Conflict, planWrite } from '../write/plan.js'
import { readTree } from '../write/read-tree.js'
import { recoverTree, writeTree } from '../write/write-tree.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport } from './output.js'
import { readProject } from './project-files.js'

export interface GenerateOptions extends OutputOptions {
  readonly output: string
  /** Write nothing; exit 1 when the tree is not what it should be. */
  readonly check: boolean
  /** Overwrite files that were edited by hand, and remove those that are not sipin's. */
  readonly force: boolean
}

/** `sipin generate [PATH] -o DIR` */
export async function generate(path: string, options: GenerateOptions): Promise<number> {
  const { project, sounds, report } = await checkFiles(await readProject(path))
  const status = printReport(report, options)
  if (status !== exitStatus.fine || !project || hasErrors(report.diagnostics)) return status
  const { output, check, force, quiet } = options
  if (!check) recoverTree(output)
  const files = renderTree(project, sounds)
  const { changes, conflicts } = planWrite(files, readTree(output))
  if (check) return reportDrift(output, changes, conflicts)
  if (conflicts.length > 0 && !force) return refuse(output, conflicts)
  if (changes.length > 0) writeTree(output, files)
  if (!quiet) process.stderr.write(`${output}: ${summarise(changes)}, ${files.length} files in all\n`)
  return exitStatus.fine
}

function reportDrift(output: string, changes: readonly Change[], conflicts: readonly Conflict[]): number {
  const byHand = new Map(conflicts.map(({ path, kind }) => [path, kind]))
  for (const { path, kind } of changes) {
    const hand = byHand.get(path)
    process.stdout.write(`${kind} ${output}/${path}${hand ? ` (${explanation[hand]})` : ''}\n`)
  }
  return changes.length > 0 ? exitStatus.findings : exitStatus.fine
}

const explanation: Readonly<Record<Conflict['kind'], string>> = {
  edited: 'edited by hand since it was generated',
  foreign: 'not made by sipin',
}

function refuse(output: string, conflicts: readonly Conflict[]): number {
  for (const { path, kind } of conflicts)
    process.stderr.write(`${output}/${path}: error: ${explanation[kind]} [${kind}-file]\n`)
  process.stderr.write(
    [
      '  why: Writing the tree would lose these files.',
      '  help: bring the edits into the YAML, move other files away, or overwrite all with --force',
      `nothing was written to ${output}\n`,
    ].join('\n'),
  )
  return exitStatus.findings
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
