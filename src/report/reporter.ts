import type { Diagnostic } from '../diagnostic.js'

/** What a run found, ready to be printed. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[]
  /** Text of every file that was read, by the name shown to the user. */
  readonly sources: ReadonlyMap<string, string>
  /** Lines (of the project) that no rule has seen, because they do not have the shape of a line. */
  readonly skippedLines: number
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
