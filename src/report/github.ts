import type { Diagnostic, Severity } from '../diagnostic.js'
import { explanations } from '../explanations.js'
import { printable } from '../printable.js'
import { type LineIndexes, lineIndexes } from './places.js'
import { type Report, shownOf } from './reporter.js'

/** Workflow commands of GitHub Actions: each problem becomes an annotation on its line of the pull request. */
export function reportGithub({ diagnostics, sources }: Report): string {
  const indexOf = lineIndexes(sources)
  const { shown, more } = shownOf(diagnostics)
  const commands = shown.map(diagnostic => formatCommand(diagnostic, indexOf))
  if (more > 0) commands.push(`::notice::${more} other problems: not shown`)
  return commands.map(command => `${command}\n`).join('')
}

const commandOf: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' }

function formatCommand(diagnostic: Diagnostic, indexOf: LineIndexes): string {
  const { code, severity, message, help, place, related = [] } = diagnostic
  const why = diagnostic.why ?? explanations.get(code)?.why
  const properties = [
    `file=${escapeProperty(place.file)}`,
    ...regionOf(diagnostic, indexOf),
    `title=${escapeProperty(code)}`,
  ]
  const text = [
    message,
    ...related.map(other => {
      const line = indexOf(other.place.file)?.positionOf(other.place.span.start).line
      return `${printable(other.place.file)}${line === undefined ? '' : `:${line}`}: ${other.text}`
    }),
    ...(why === undefined ? [] : [`why: ${why}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ].join('\n')
  return `::${commandOf[severity]} ${properties.join(',')}::${escapeData(text)}`
}

/** Columns hold for one line only; GitHub takes the last column of a range, not the one after it. */
function regionOf({ place: { file, span } }: Diagnostic, indexOf: LineIndexes): string[] {
  const lines = indexOf(file)
  if (!lines) return []
  const start = lines.positionOf(span.start)
  const end = lines.positionOf(Math.max(span.start, span.end - 1))
  if (start.line !== end.line) return [`line=${start.line}`, `endLine=${end.line}`]
  return [`line=${start.line}`, `endLine=${end.line}`, `col=${start.column}`, `endColumn=${end.column}`]
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
