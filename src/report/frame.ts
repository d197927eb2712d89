import type { Span } from '../diagnostic.js'
import { visible } from '../printable.js'
import type { LineIndex } from '../source/lines.js'

const widest = 80

/**
 * The line on which a span begins, with carets under it:
 *
 *      5 |     allow: [10.0.0.1/8]
 *        |             ^^^^^^^^^^
 *
 * A long line is cut to a window of 80 columns round the carets; a span over several lines is marked to the
 * end of its first line. Characters that cannot be seen show as pictures: they could speak to the terminal.
 */
export function drawFrame(lines: LineIndex, span: Span, indent: string): string {
  const { line, column } = lines.positionOf(span.start)
  const text = lines.textOf(line)
  const marked = Math.max(1, Math.min(span.end - span.start, text.length - column + 1))
  const { shown: cutOut, from } = cut(text, column - 1, marked)
  const shown = visible(cutOut)
  const gutter = String(line)
  const padding = shown.slice(0, column - 1 - from).replace(/[^\t]/g, ' ')
  const carets = '^'.repeat(Math.max(1, Math.min(marked, shown.length - (column - 1 - from))))
  return [
    `${indent}${gutter} | ${shown}`,
    `${indent}${' '.repeat(gutter.length)} | ${padding}${carets}`,
  ].join('\n')
}

function cut(text: string, at: number, marked: number): { shown: string; from: number } {
  if (text.length <= widest) return { shown: text, from: 0 }
  const from = Math.max(0, Math.min(at - 20, Math.max(at + marked - widest, text.length - widest)))
  return { shown: text.slice(from, from + widest), from }
}
