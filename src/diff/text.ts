import type { Difference, LineDiff, ProjectDiff } from './difference.js'
import type { FileChange } from './files.js'

export interface DiffReport {
  readonly diff: ProjectDiff
  readonly files: readonly FileChange[]
}

/** For people; nothing at all when no call can tell the difference. */
export function diffText({ diff, files }: DiffReport): string {
  const { shared, lines } = diff
  if (shared.length === 0 && lines.length === 0) return ''
  return [
    ...(shared.length > 0 ? ['for every line', ...shared.flatMap(formatDifference), ''] : []),
    ...lines.flatMap(line => [titleOf(line), ...line.differences.flatMap(formatDifference), '']),
    ...formatFiles(files),
    '',
  ].join('\n')
}

export function titleOf({ id, kind }: LineDiff): string {
  return kind === 'changed' ? `line ${id}` : `line ${id} is ${kind}`
}

function formatDifference({ aspect, texts, witness }: Difference): string[] {
  return [
    ...texts.map(text => `  ${aspect}: ${text}`),
    ...(witness
      ? [`    ${witness.call}`, `      before  ${witness.before}`, `      after   ${witness.after}`]
      : []),
  ]
}

/** Each command once, with the files that it is for. */
export function commandsOf(
  files: readonly FileChange[],
): { kind: string; command: string; paths: string[] }[] {
  const byCommand = new Map<string, { kind: string; command: string; paths: string[] }>()
  for (const { path, effect } of files) {
    if (effect.kind === 'none') continue
    const known = byCommand.get(effect.command)
    if (known) known.paths.push(path)
    else byCommand.set(effect.command, { kind: effect.kind, command: effect.command, paths: [path] })
  }
  return [...byCommand.values()]
}

const shown = 4

function formatFiles(files: readonly FileChange[]): string[] {
  const commands = commandsOf(files)
  const restarts = commands.some(({ kind }) => kind === 'restart')
  return [
    restarts
      ? 'to put it live: code changes, so an engine restarts'
      : 'to put it live: data only, reloaded while calls go on',
    ...commands.map(({ kind, command, paths }) => {
      const more = paths.length > shown ? ` and ${paths.length - shown} more` : ''
      return `  ${kind}: ${command} (${paths.slice(0, shown).join(', ')}${more})`
    }),
  ]
}
