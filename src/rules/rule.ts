import type { Diagnostic, Finding, Severity } from '../diagnostic.js'
import type { Interval } from '../model/intervals.js'
import type { Line, Project } from '../model/project.js'
import { diagnosticOf, type Explanation } from '../problems.js'

/** One thing that must hold, of a project or of each line. The code, the file and the fixture folder have the same name. */
export type Rule = ProjectRule | LineRule

interface About extends Explanation {
  readonly code: string
  /** Skipped while some of the project could not be read: what it looks for may be in that part. */
  readonly wholeProject?: true
  /** It holds for nearly every project, so it is only reported with --proofs. */
  readonly proof?: true
}

export interface ProjectRule extends About {
  readonly check: (project: Project, year: ComingYear) => Iterable<RuleFinding>
}

/** The coming year of a line is large: all rules that look at it see one line before they see the next. */
export interface LineRule extends About {
  readonly checkLine: (line: Line, project: Project, year: ComingYear) => Iterable<RuleFinding>
}

/**
 * The year that proofs about time look at, in milliseconds since the epoch; whoever asks says when it begins, for
 * no rule reads a clock. undefined: nothing is said about time, as for what is generated.
 */
export type ComingYear = Interval<number> | undefined

/** A finding may be less severe than its rule. */
export type RuleFinding = Finding & { readonly severity?: Severity }

/** Which rules are wanted beside those that every project must keep. */
export interface Asked {
  /** What holds of nearly every project as well. */
  readonly proofs?: boolean
  /** Nothing that is less than an error. */
  readonly onlyErrors?: boolean
}

export function runRules(
  rules: readonly Rule[],
  project: Project,
  {
    year,
    complete,
    proofs = false,
    onlyErrors = false,
  }: Asked & { readonly year: ComingYear; readonly complete: boolean },
): Diagnostic[] {
  const asked = rules.filter(
    ({ wholeProject, proof, severity }) =>
      (complete || !wholeProject) && (proofs || !proof) && (!onlyErrors || severity === 'error'),
  )
  const ofLines = checkLines(asked, project, year)
  return asked.flatMap(rule => {
    const found = 'check' in rule ? rule.check(project, year) : (ofLines.get(rule) ?? [])
    return Array.from(found, finding => diagnosticOf(rule.code, finding.severity ?? rule.severity, finding))
  })
}

function checkLines(
  rules: readonly Rule[],
  project: Project,
  year: ComingYear,
): ReadonlyMap<Rule, readonly RuleFinding[]> {
  const found = new Map<Rule, RuleFinding[]>()
  for (const line of project.lines) {
    for (const rule of rules) {
      if ('check' in rule) continue
      for (const finding of rule.checkLine(line, project, year)) {
        const others = found.get(rule)
        if (others) others.push(finding)
        else found.set(rule, [finding])
      }
    }
  }
  return found
}
