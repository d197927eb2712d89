import { styleText } from 'node:util'
import type { Diagnostic, Place, Severity } from '../diagnostic.js'
import { explanations } from '../explanations.js'
import type { Unchecked } from '../pipeline.js'
import { printable, printablePath } from '../printable.js'
import { drawFrame } from './frame.js'
import { type LineIndexes, lineIndexes } from './places.js'
import { countSeverities, type Report, type ReportStyle, shownOf } from './reporter.js'

/** For people, and line by line for machines: `sipin.yaml:12:9: error: … [overlapping-source]`. */
export function reportText(report: Report, style: ReportStyle): string {
  const linesOf = lineIndexes(report.sources)
  const { shown, more } = shownOf(report.diagnostics)
  const blocks = shown.map(diagnostic => formatDiagnostic(diagnostic, linesOf, style))
  return [...blocks, ...(more > 0 ? [`${plural(more, 'other problem')}: not shown`] : [])]
    .map(block => `${block}\n\n`)
    .join('')
}

/** `2 errors, 1 warning in 3 files`; empty when there is nothing to say. */
export function summarise({ diagnostics, sources, unchecked, hints = [] }: Report): string {
  const counts = countSeverities(diagnostics)
  const said = (['error', 'warning', 'note'] as const)
    .filter(severity => counts[severity] > 0)
    .map(severity => plural(counts[severity], severity))
  if (said.length === 0) return ''
  return `${said.join(', ')} in ${plural(sources.size, 'file')}\n${describeUnchecked(unchecked)}${hints.map(hint => `${hint}\n`).join('')}`
}

/** Names that are listed; of more, the number is said. */
const mostNamed = 8

/** What errors hid, in a sentence: whoever mends them may hear of more. */
function describeUnchecked({ lines: all, rules, scenarioFiles = [] }: Unchecked): string {
  const lines = [...new Set(all)]
  const parts = [
    ...(lines.length > 0 ? [`${lines.length === 1 ? 'line' : 'lines'} ${named(lines)}`] : []),
    ...(rules.length > 0
      ? [
          `what needs the whole project (${rules.length > mostNamed ? `all ${rules.length} rules` : rules.join(', ')})`,
        ]
      : []),
    ...(scenarioFiles.length > 0
      ? [`names, times and calls in the scenarios of ${named(scenarioFiles)}`]
      : []),
  ]
  return parts.length === 0 ? '' : `not checked until the errors are mended: ${parts.join('; ')}\n`
}

function named(ids: readonly string[]): string {
  const shown = ids.slice(0, mostNamed).map(id => `\`${printable(id)}\``)
  return [...shown, ...(ids.length > shown.length ? [`${ids.length - shown.length} more`] : [])].join(', ')
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<Severity, string>

function formatDiagnostic(diagnostic: Diagnostic, linesOf: LineIndexes, { colour }: ReportStyle): string {
  const { severity, message, code, place, related = [], help } = diagnostic
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(format, text, { validateStream: false }) : text
  const why = diagnostic.why ?? explanations.get(code)?.why
  return [
    `${formatPlace(place, linesOf)}: ${paint(colours[severity], severity)}: ${paint('bold', message)} [${code}]`,
    ...frameAt(place, linesOf, '  '),
    ...related.flatMap(other => [
      `  ${formatPlace(other.place, linesOf)}: ${other.text}`,
      ...frameAt(other.place, linesOf, '    '),
    ]),
    ...(why ? [`  ${paint('dim', 'why:')} ${why}`] : []),
    ...(help ? [`  ${paint('green', 'help:')} ${help}`] : []),
  ].join('\n')
}

function formatPlace({ file, span }: Place, linesOf: LineIndexes): string {
  const position = linesOf(file)?.positionOf(span.start)
  const name = printablePath(file)
  return position ? `${name}:${position.line}:${position.column}` : name
}

function frameAt({ file, span }: Place, linesOf: LineIndexes, indent: string): string[] {
  const lines = linesOf(file)
  return lines ? [drawFrame(lines, span, indent)] : []
}
