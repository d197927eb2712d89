import type { Place } from '../diagnostic.js'
import { explanations } from '../explanations.js'
import type { LineIndex } from '../source/lines.js'
import { lineIndexes } from './places.js'
import { countSeverities, type Report } from './reporter.js'

/** One JSON object; lines and columns count from one, columns in UTF-16 code units, ends excluded. */
export function reportJson({ diagnostics, sources, unchecked, hints = [] }: Report): string {
  const indexOf = lineIndexes(sources)
  const where = (place: Place) => locate(place, indexOf(place.file))
  const shown = diagnostics.map(({ severity, code, message, place, why, help, related = [], fix }) => ({
    ...where(place),
    severity,
    code,
    message,
    why: why ?? explanations.get(code)?.why,
    help,
    related: related.map(other => ({ ...where(other.place), text: other.text })),
    fix: fix && { ...where(fix.place), text: fix.text },
  }))
  const summary = {
    ...countSeverities(diagnostics),
    files: sources.size,
    skippedLines: unchecked.lines.length,
  }
  return `${JSON.stringify({ version: 1, diagnostics: shown, unchecked, hints, summary }, undefined, 2)}\n`
}

function locate({ file, span }: Place, lines: LineIndex | undefined) {
  if (!lines) return { file }
  const start = lines.positionOf(span.start)
  const end = lines.positionOf(span.end)
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
}
