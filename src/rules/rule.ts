import type { Diagnostic, Finding, Severity } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { diagnosticOf, type Explanation } from '../problems.js'

/** One thing that must hold for a project. The code, the file and the fixture folder have the same name. */
export interface Rule extends Explanation {
  readonly code: string
  readonly check: (project: Project) => Iterable<RuleFinding>
}

/** A finding may be less severe than its rule. */
export type RuleFinding = Finding & { readonly severity?: Severity }

export function runRules(rules: readonly Rule[], project: Project): Diagnostic[] {
  return rules.flatMap(({ code, severity, check }) =>
    Array.from(check(project), finding => diagnosticOf(code, finding.severity ?? severity, finding)),
  )
}
