import { comingYear } from '../../commands/date.js'
import type { Diagnostic } from '../../diagnostic.js'
import { checkProject } from '../../pipeline.js'
import { referLoop } from '../../rules/refer-loop.js'

/**
 * Bad examples, each with its help followed, where the help is no certain edit: what is replaced, and by what. What is
 * written instead must have come from a help; what is only taken away or moved need not.
 */
export type Followed = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>

/** Problems of an example: all errors, and whatever has the code that it is an example of. */
export type ProblemsOf = (text: string) => readonly Diagnostic[]

export const year = comingYear('2026-11-24')

/** The problems of an example in one file; that sound files are not there is no matter of its text. */
export function problemsIn(code: string): ProblemsOf {
  const asked = { proofs: code === referLoop.code }
  return text => checkProject([{ file: 'sipin.yaml', text }], year, asked).diagnostics.filter(isOf(code))
}

export function isOf(code: string): (problem: Diagnostic) => boolean {
  return problem => problem.severity === 'error' || problem.code === code
}

/** A text with the edits and then the words of its helps followed. */
export function followHelps(text: string, steps: Followed[string], problemsOf: ProblemsOf): string {
  const problems = problemsOf(text)
  return steps.reduce(
    (before, [from, to]) => {
      const after = before.includes(from) ? before.replace(from, to) : before.replace(new RegExp(from), to)
      if (after === before) throw new Error(`${from} is not there`)
      // What was mended first may have uncovered more, which has helps of its own.
      expectSaid(
        [...problems, ...problemsOf(before)].map(({ help = '' }) => help),
        from,
        to,
      )
      return after
    },
    applyFixes(text, problems),
  )
}

/** From the end, so that places stay; of two fixes for one place the first. */
function applyFixes(text: string, problems: readonly Diagnostic[]): string {
  let mended = text
  let next = text.length + 1
  for (const { fix } of [...problems].sort((a, b) => b.place.span.start - a.place.span.start)) {
    if (!fix || fix.place.span.end > next) continue
    mended = mended.slice(0, fix.place.span.start) + fix.text + mended.slice(fix.place.span.end)
    next = fix.place.span.start
  }
  return mended
}

/** Throws unless a text was only taken away, only moved, or holds what a help names. */
function expectSaid(helps: readonly string[], from: string, to: string): void {
  if (to.length < from.length || to.trim() === from.trim()) return
  const named = helps.flatMap(help => [...help.matchAll(/`([^`]+)`|"([^"]+)"|\b(\d+[smh]?)\b/g)])
  const words = named.flatMap(([, ...groups]) =>
    groups.flatMap(word => word?.split(/[\s,{}-]+/).concat(word) ?? []),
  )
  const isSaid = words.some(
    word => word.length > 0 && (to.includes(word) || word.includes(to.replace(/^["']|["']$/g, ''))),
  )
  if (!isSaid) throw new Error(`no help says ${to}: ${helps.join(' | ')}`)
}
