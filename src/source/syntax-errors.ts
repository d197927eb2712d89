import { type Document, visit, type YAMLError } from 'yaml'
import type { Finding, Span } from '../diagnostic.js'
import type { ReadingProblem } from '../problems.js'
import { describeOdd } from './odd-characters.js'
import { countUpTo } from './spans.js'

/** Takes one problem of a file; the range is in offsets, its end excluded. */
export type Report = (
  code: ReadingProblem,
  message: string,
  range: [number, number],
  more?: Partial<Finding>,
) => void

export interface SyntaxContext {
  readonly file: string
  readonly text: string
  readonly report: Report
}

/** Of one document; those behind it are its consequences, or no better read. */
const most = 1000

/** What the reader of YAML could not read, in words for people. */
export function reportSyntax(document: Document.Parsed, context: SyntaxContext): void {
  const { errors } = document
  if (errors.length === 0) return
  const unclosed = findUnclosed(document, context.text)
  const missed = linesOf(errors.filter(isUnclosed), context.text)
  for (const error of errors.slice(0, most)) {
    if (isUnclosed(error)) reportUnclosed(unclosed.get(error.pos[0])?.pop(), error, context)
    else if (!follows(error, missed)) report(error, context)
  }
  const [next] = errors.slice(most)
  if (next) {
    const { pos } = next
    context.report(
      'syntax',
      `${errors.length - most} more places cannot be read, from here on`,
      [pos[0], pos[0]],
      {
        help: 'mend what stands before',
      },
    )
  }
}

function isUnclosed({ message }: YAMLError): boolean {
  return /^(Flow|Expected flow)/.test(message)
}

/** From each place at which a bracket is missed, to the end of its line. */
function linesOf(errors: readonly YAMLError[], text: string): readonly Span[] {
  const spans: Span[] = []
  for (const start of errors.map(({ pos }) => pos[0]).sort((a, b) => a - b)) {
    if (start < (spans.at(-1)?.end ?? 0)) continue
    const end = text.indexOf('\n', start)
    spans.push({ start, end: end < 0 ? text.length : end })
  }
  return spans
}

/** A bracket that is not closed makes the rest of the line it is missed on look wrong as well. */
function follows({ pos: [start] }: YAMLError, lines: readonly Span[]): boolean {
  const line = lines[countUpTo(lines, start - 1) - 1]
  return line !== undefined && start <= line.end
}

const closing = { '[': ']', '{': '}' } as const

/** Brackets that nothing closes, inner ones last, by the place where the reader gave up on them. */
function findUnclosed(document: Document.Parsed, text: string): Map<number, number[]> {
  const unclosed = new Map<number, number[]>()
  visit(document, {
    Collection(_, { flow, range }) {
      if (!flow || !range) return
      const [start, end] = range
      if (text[end - 1] === closing[text[start] as '[' | '{']) return
      const starts = unclosed.get(end)
      if (starts) starts.push(start)
      else unclosed.set(end, [start])
    },
  })
  return unclosed
}

function reportUnclosed(at: number | undefined, error: YAMLError, context: SyntaxContext): void {
  const { file, text, report: tell } = context
  const bracket = text[at ?? -1]
  if (at === undefined || (bracket !== '[' && bracket !== '{')) {
    report(error, context)
    return
  }
  const [end] = error.pos
  const next = { file, span: { start: Math.min(end, text.length), end: Math.min(end + 1, text.length) } }
  tell('syntax', `the \`${bracket}\` is not closed`, [at, at + 1], {
    related: [{ place: next, text: 'it must be closed before this' }],
    help: `write the \`${closing[bracket]}\` that is missing`,
  })
}

function report({ code, message, pos }: YAMLError, { text, report: tell }: SyntaxContext): void {
  const help = syntaxHelp[code]
  const start = Math.min(pos[0], text.length)
  const end = Math.min(Math.max(pos[1], start), text.length)
  tell('syntax', lowerFirst(message), [start, end], {
    help:
      oddSpace(text, start) ??
      colonHere(text, start, code) ??
      help ??
      'see that keys, quotes and brackets before this place are whole',
  })
}

const syntaxHelp: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces; YAML does not allow tabs',
  BAD_INDENT: 'line the key up with its neighbours',
  MULTILINE_IMPLICIT_KEY: 'a `:` or a closing bracket is probably missing on the line above',
}

/** A line that begins as a key and has no `: ` of its own. */
function colonHere(text: string, at: number, code: YAMLError['code']): string | undefined {
  const [, key] = /^([a-z_]+)[ :]\S/.exec(text.slice(at, at + 100)) ?? []
  if (code !== 'MULTILINE_IMPLICIT_KEY' || key === undefined) return undefined
  return `write a \`:\` and a blank behind \`${key}\``
}

/** What an editor shows as a blank, and YAML does not take for one. */
function oddSpace(text: string, at: number): string | undefined {
  const end = text.indexOf('\n', at)
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end)
  const odd = /[\u00a0\u200b\u202f\u3000\ufeff]/.exec(line.slice(0, 1000))?.[0]
  return odd && `write a plain blank for ${describeOdd(odd)} on this line`
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
