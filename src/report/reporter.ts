import type { Diagnostic } from '../diagnostic.js'
import type { Unchecked } from '../pipeline.js'

/** What a run found, ready to be printed. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[]
  /** Text of every file that was read, by the name shown to the user. */
  readonly sources: ReadonlyMap<string, string>
  readonly unchecked: Unchecked
  /** What else may be the matter, one sentence each. */
  readonly hints?: readonly string[]
}

export interface ReportStyle {
  readonly colour: boolean
  /** Warnings count as failures. */
  readonly strict?: boolean
}

export type Reporter = (report: Report, style: ReportStyle) => string

export type Counts = Readonly<Record<Diagnostic['severity'], number>>

export function countSeverities(diagnostics: readonly Diagnostic[]): Counts {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of diagnostics) counts[severity]++
  return counts
}

/** Problems that people are shown of one run; the rest are counted. */
const mostShown = 1000

/** The most severe problems, in their order, and how many there are beside them. */
export function shownOf(diagnostics: readonly Diagnostic[]): {
  readonly shown: readonly Diagnostic[]
  readonly more: number
} {
  if (diagnostics.length <= mostShown) return { shown: diagnostics, more: 0 }
  const bySeverity = (['error', 'warning', 'note'] as const).flatMap(severity =>
    diagnostics.filter(diagnostic => diagnostic.severity === severity),
  )
  const chosen = new Set(bySeverity.slice(0, mostShown))
  return { shown: diagnostics.filter(one => chosen.has(one)), more: diagnostics.length - mostShown }
}
