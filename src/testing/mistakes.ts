import { describe, expect, it } from '@jest/globals'
import { comingYear } from '../commands/date.js'
import type { Diagnostic } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'

/** Where something is written, with `@` for it, and what is written there with what sipin says of it. */
type Mistakes = Readonly<Record<string, readonly (readonly [written: string, said: string])[]>>

const year = comingYear('2026-11-24')

/**
 * What newcomers write, where it belongs, and what sipin says to write instead: with `=` the certain edit, else words
 * of the help.
 */
export function describeMistakes(subject: string, mistakes: Mistakes): void {
  const cases = Object.entries(mistakes).flatMap(([shape, list]) =>
    list.map(([written, said]) => [shape, written, said] as const),
  )
  describe(`a mistake ${subject}`, () => {
    it.each(cases)('in %s: %s is answered with %s', expectAnswer)
  })
}

function expectAnswer(shape: string, written: string, said: string): void {
  // A line without a uri is not looked into.
  const whole = shape.includes('uri: @')
    ? shape
    : shape.replace('lines: {s: {', 'lines: {s: {uri: "sip:s@s.example", ')
  const from = whole.indexOf('@', whole.indexOf('s.example') + 1)
  const text = `${whole.slice(0, from)}${written}${whole.slice(from + 1)}\n`
  const found = checkProject([{ file: 'sipin.yaml', text }], year).diagnostics.filter(
    ({ place, severity }) =>
      severity === 'error' &&
      place.span.end >= from - (written === '' ? 3 : 0) &&
      place.span.start <= from + written.length,
  )
  const answers = found.map(answerOf)
  if (!answers.some(answer => answer.includes(said))) throw new Error(answers.join('\n') || 'no error')
  // What the example of the schema refers to is not in this project.
  expect(answers.join('\n')).not.toMatch(/: (office|nights)\b/)
  const edit = found.find(({ fix }) => fix && said === `=${fix.text}`)
  if (said.startsWith('=') && edit) expectMended(text, edit)
  expectNothingNext(text, found, { start: from, end: from + written.length })
}

function answerOf({ help = '', fix }: Diagnostic): string {
  return `${fix ? `=${fix.text}` : ''} ${help}`
}

/** The edit makes the error go away, and none of its kind come. */
function expectMended(text: string, { fix, code }: Diagnostic): void {
  if (!fix) return
  const mended = text.slice(0, fix.place.span.start) + fix.text + text.slice(fix.place.span.end)
  const count = (one: string): number =>
    checkProject([{ file: 'sipin.yaml', text: one }], year).diagnostics.filter(other => other.code === code)
      .length
  expect(count(mended)).toBeLessThan(count(text))
}

/**
 * What is written as the help says is no error of another kind, at the place where the first one was. What it refers to
 * elsewhere (a trunk, a certificate, an agent) is another matter.
 */
function expectNothingNext(
  text: string,
  found: readonly Diagnostic[],
  value: Diagnostic['place']['span'],
): void {
  const [edit] = found.flatMap(({ code, fix, help = '', place }) => {
    if (fix) return [{ span: fix.place.span, put: fix.text }]
    const [, put] =
      /^write (?:it as in |a list, as in |at least one, as in )?`([^`…]+)`(?:$|[,;:])/.exec(help) ?? []
    if (put === undefined) return []
    // Of a URI the faulty part is pointed at, of an empty value its key.
    const isKey = code !== 'unknown-key' && text[place.span.end] === ':'
    const after = { start: place.span.end + 1, end: place.span.end + 1 }
    if (isKey) return [{ span: after, put: ` ${put}` }]
    return [{ span: code === 'bad-uri' || code === 'empty' ? value : place.span, put }]
  })
  if (!edit) return
  const { span, put } = edit
  const mended = text.slice(0, span.start) + put + text.slice(span.end)
  const before = new Set(errorsAround(text, span))
  const next = errorsAround(mended, { start: span.start, end: span.start + put.length })
  expect(next.filter(said => !before.has(said))).toEqual([])
}

function errorsAround(text: string, { start, end }: Diagnostic['place']['span']): string[] {
  return checkProject([{ file: 'sipin.yaml', text }], year)
    .diagnostics.filter(
      ({ code, place: { span }, severity }) =>
        severity === 'error' &&
        !['no-tls', 'no-trunk', 'unknown-reference'].includes(code) &&
        span.start < end &&
        span.end > start,
    )
    .map(({ code, message }) => `${code}: ${message}`)
}
