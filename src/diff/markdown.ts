import type { Difference } from './difference.js'
import { commandsOf, type DiffReport, titleOf } from './text.js'

/** A comment for a merge request; nothing at all when no call can tell the difference. */
export function diffMarkdown({ diff, files }: DiffReport): string {
  const { shared, lines } = diff
  if (shared.length === 0 && lines.length === 0) return ''
  const commands = commandsOf(files)
  const restarts = commands.filter(({ kind }) => kind === 'restart')
  return [
    '### What changes for calls',
    '',
    ...(shared.length > 0 ? ['**for every line**', '', ...shared.flatMap(formatDifference), ''] : []),
    ...lines.flatMap(line => [`**${titleOf(line)}**`, '', ...line.differences.flatMap(formatDifference), '']),
    restarts.length > 0
      ? `Code changes: ${restarts.map(({ command }) => code(command)).join(', ')} ends the calls that are up.`
      : 'Data only: it is reloaded while calls go on.',
    '',
    ...commands.map(
      ({ kind, command, paths }) =>
        `- ${kind}: ${code(command)} for ${paths.length === 1 ? code(paths[0] as string) : `${paths.length} files`}`,
    ),
    '',
  ].join('\n')
}

function formatDifference({ aspect, texts, witness }: Difference): string[] {
  return [
    ...texts.map(text => `- ${aspect}: ${escapeText(text)}`),
    ...(witness
      ? [
          `  - ${escapeText(witness.call)}`,
          `    - before: ${code(witness.before)}`,
          `    - after: ${code(witness.after)}`,
        ]
      : []),
  ]
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}

function escapeText(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&')
}
