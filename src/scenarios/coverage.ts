import type { Interval } from '../model/intervals.js'
import type { Line, Project } from '../model/project.js'
import type { Decision, Outcome } from '../policy/call.js'
import { outcomeOfStep } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import { type Way, waysThrough } from '../policy/reach.js'
import type { ModelVerdict } from './model-verdict.js'

/** What the scenarios of a project touch of one line's call plan. */
export interface LineCoverage {
  readonly line: Line
  /** How many ends and exits some call of the period can come to. */
  readonly possible: number
  /** Those that no scenario comes to, in the order of the plan. */
  readonly untouched: readonly Way[]
  /** Outcomes that calls of the line can have and no scenario has. */
  readonly outcomes: readonly Outcome[]
}

/** Only what can happen within the period counts: no scenario can show the rest. */
export function coverageOf(
  { lines }: Project,
  verdicts: readonly ModelVerdict[],
  period: Interval<number>,
): LineCoverage[] {
  const byLine = new Map<string | undefined, Decision[]>()
  for (const verdict of verdicts) {
    const decisions = byLine.get(lineOf(verdict))
    if (decisions) decisions.push(verdict.decision)
    else byLine.set(lineOf(verdict), [verdict.decision])
  }
  return lines.map(line => {
    const decisions = byLine.get(line.id) ?? []
    const touched = new Set(decisions.flatMap(({ path }) => path))
    const ways = [...waysThrough(line, period).values()]
    const seen = new Set<string>(decisions.map(({ outcome }) => outcome))
    return {
      line,
      possible: ways.length,
      untouched: ways.filter(({ edge }) => !touched.has(edge)),
      outcomes: outcomesOf(line, ways).filter(outcome => !seen.has(outcome)),
    }
  })
}

/** A call may be refused before anybody has looked which line it names. */
function lineOf({ scenario, decision }: ModelVerdict): string | undefined {
  return scenario.call.line ?? decision.line
}

function outcomesOf(line: Line, ways: readonly Way[]): Outcome[] {
  const { steps } = planOf(line)
  const outcomes = ways.flatMap(({ edge }) => {
    const step = steps.get(edge)
    return (step && outcomeOfStep(step)) ?? []
  })
  return [...new Set<Outcome>([...outcomes, 'rejected'])]
}
