import type { Diagnostic, Place, Span } from '../diagnostic.js'
import { problem } from '../problems.js'
import { nearest } from '../suggest.js'
import { indexLines, type LineIndex } from './lines.js'
import type { SourceText } from './parse.js'
import { spansOf } from './spans.js'
import { forEachText, type Node } from './tree.js'

/** A comment `# sipin-ignore CODE: reason`, which silences one code on its own line or the one below. */
interface Ignore {
  readonly code: string
  readonly reason: string
  readonly place: Place
  /** One-based. */
  readonly line: number
}

/** What every ignore comment has. */
export const ignoreMark = 'sipin-ignore'

export interface ParsedSource extends SourceText {
  readonly root: Node | undefined
}

/** Takes out the warnings and notes that a comment silences, and reports comments that silence nothing. */
export function applyIgnores(
  sources: readonly ParsedSource[],
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const silent = new Set<Diagnostic>()
  const reports: Diagnostic[] = []
  for (const source of sources) {
    if (!source.text.includes(ignoreMark)) continue
    const lines = indexLines(source.text)
    const byPlace = groupByPlace(diagnostics, source.file, lines)
    const codesAt = codesByLine(diagnostics, source.file, lines)
    for (const ignore of findIgnores(source, lines)) {
      const silenced = [ignore.line, ignore.line + 1]
        .flatMap(line => byPlace.get(`${ignore.code} ${line}`) ?? [])
        .filter(diagnostic => !silent.has(diagnostic))
      const here = [ignore.line, ignore.line + 1].flatMap(line => codesAt.get(line) ?? [])
      const fault = faultOf(ignore, silenced, here)
      if (fault) reports.push(fault)
      else for (const diagnostic of silenced) silent.add(diagnostic)
    }
  }
  return [...diagnostics.filter(diagnostic => !silent.has(diagnostic)), ...reports]
}

/** The diagnostics of one file by code and line. */
function groupByPlace(
  diagnostics: readonly Diagnostic[],
  file: string,
  lines: LineIndex,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of diagnostics) {
    if (diagnostic.place.file !== file) continue
    const key = `${diagnostic.code} ${lines.positionOf(diagnostic.place.span.start).line}`
    const group = groups.get(key)
    if (group) group.push(diagnostic)
    else groups.set(key, [diagnostic])
  }
  return groups
}

function codesByLine(
  diagnostics: readonly Diagnostic[],
  file: string,
  lines: LineIndex,
): ReadonlyMap<number, readonly string[]> {
  const codes = new Map<number, string[]>()
  for (const { code, place, severity } of diagnostics) {
    if (place.file !== file || severity === 'error') continue
    const { line } = lines.positionOf(place.span.start)
    codes.set(line, [...(codes.get(line) ?? []), code])
  }
  return codes
}

function findIgnores({ file, text, root }: ParsedSource, lines: LineIndex): Ignore[] {
  const spans: Span[] = []
  if (root) forEachText(root, (_, place) => spans.push(place.span))
  const texts = spansOf(spans)
  const isComment = (offset: number): boolean => texts.around(offset) === undefined
  return [...text.matchAll(/(?<=^|[ \t])#[ \t]*sipin-ignore\b([^\r\n]*)/gm)]
    .filter(({ index }) => isComment(index))
    .map(match => {
      const [, code = '', reason = ''] = /^[ \t]+([a-z0-9-]+)[ \t]*(?::(.*))?$/.exec(match[1] ?? '') ?? []
      const span = { start: match.index, end: match.index + match[0].trimEnd().length }
      return { code, reason: reason.trim(), place: { file, span }, line: lines.positionOf(match.index).line }
    })
}

function faultOf(
  { code, reason, place }: Ignore,
  silenced: readonly Diagnostic[],
  here: readonly string[],
): Diagnostic | undefined {
  if (code === '' || reason === '') {
    return problem('bad-ignore', 'an ignore names a code and gives a reason', place, {
      help: 'write `# sipin-ignore CODE: reason`',
    })
  }
  if (silenced.some(({ severity }) => severity === 'error')) {
    return problem('bad-ignore', `\`${code}\` is an error here, and errors cannot be ignored`, place, {
      help: 'mend the error, and remove the comment',
    })
  }
  if (silenced.length > 0) return undefined
  const meant = nearest(code, here)
  return problem('unused-ignore', `there is no \`${code}\` here to ignore`, place, {
    help: meant === undefined ? 'remove the comment' : `did you mean \`${meant}\`?`,
  })
}
