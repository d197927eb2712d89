import type { Diagnostic, Finding, Severity } from '../diagnostic.js'
import type { Interval } from '../model/intervals.js'
import type { Project } from '../model/project.js'
import { diagnosticOf, type Explanation } from '../problems.js'

/** One thing that must hold for a project. The code, the file and the fixture folder have the same name. */
export interface Rule extends Explanation {
  readonly code: string
  /** It says nothing while something could not be read: what it would miss may stand there. */
  readonly wholeProject?: true
  /** It says what holds of nearly every project, so only to whoever asks for proofs. */
  readonly proof?: true
  readonly check: (project: Project, year: ComingYear) => Iterable<RuleFinding>
}

/**
 * The year that proofs about time look at, in milliseconds since the epoch; whoever asks says when it begins, for
 * no rule reads a clock. undefined: nothing is said about time, as for what is generated.
 */
export type ComingYear = Interval<number> | undefined

/** A finding may be less severe than its rule. */
export type RuleFinding = Finding & { readonly severity?: Severity }

export function runRules(
  rules: readonly Rule[],
  project: Project,
  {
    year,
    complete,
    proofs,
  }: { readonly year: ComingYear; readonly complete: boolean; readonly proofs: boolean },
): Diagnostic[] {
  return rules
    .filter(({ wholeProject, proof }) => (complete || !wholeProject) && (proofs || !proof))
    .flatMap(({ code, severity, check }) =>
      Array.from(check(project, year), finding => diagnosticOf(code, finding.severity ?? severity, finding)),
    )
}
