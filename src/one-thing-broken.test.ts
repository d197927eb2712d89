import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { comingYear } from './commands/date.js'
import { hasErrors } from './diagnostic.js'
import { compareProjects } from './diff/compare.js'
import { diffText } from './diff/text.js'
import { explainCall } from './explain/explanation.js'
import { proofText } from './explain/proofs.js'
import { explainText } from './explain/text.js'
import { graphFormats } from './graph/index.js'
import type { Project } from './model/project.js'
import { checkProject } from './pipeline.js'
import { exitsOf } from './policy/call-plan.js'
import { goodCall } from './policy/good-call.js'
import { planOf } from './policy/plan-of.js'
import { renderTree } from './render/render.js'
import { coverageOf } from './scenarios/coverage.js'
import { judgeByModel } from './scenarios/model-verdict.js'
import { readScenarios } from './scenarios/read.js'
import { suggestScenarios } from './scenarios/suggest.js'
import { parseSource } from './source/parse.js'
import { goodProjects, oneThingBroken, ruleFixtures } from './testing/broken-projects.js'
import { everything } from './testing/everything.js'
import { projectOf } from './testing/project.js'
import { soundsOf } from './testing/sounds-of.js'

const year = comingYear('2026-11-24')
const other = projectOf(everything())

/** More of them with SIPIN_FUZZ=5000. */
const runs = Number(process.env['SIPIN_FUZZ'] ?? 300)

it.each([...ruleFixtures('bad'), ...ruleFixtures('ok')])('every rule and proof runs over %s', (_, text) => {
  useAll(text)
})

it('every rule, proof and command runs over projects with one thing broken', () => {
  const seen = { errors: 0, clean: 0, plans: 0 }
  fc.assert(
    fc.property(oneThingBroken, text => {
      const { errors, plans } = useAll(text)
      if (errors) seen.errors++
      else seen.clean++
      seen.plans += plans
    }),
    { numRuns: runs },
  )
  // Both kinds occurred, and broken projects had lines left to look at.
  expect(seen.errors).toBeGreaterThan(runs / 10)
  expect(seen.clean).toBeGreaterThan(runs / 10)
  expect(seen.plans).toBeGreaterThan(runs / 2)
})

it('the projects that are broken are good ones', () => {
  for (const text of goodProjects)
    expect(
      checkProject([{ file: 'sipin.yaml', text }], year).diagnostics.filter(
        ({ severity }) => severity === 'error',
      ),
    ).toEqual([])
})

/** Everything that sipin does with a project; what asks for one without errors is left out with them, as in the commands. */
function useAll(text: string): { readonly errors: boolean; readonly plans: number } {
  const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text }], year, { proofs: true })
  for (const line of project?.lines ?? []) expectClosed(line)
  const errors = hasErrors(diagnostics)
  if (project && !errors) useGood(project)
  return { errors, plans: project?.lines.length ?? 0 }
}

/** Every way on from a step leads to a step, whatever the rules found. */
function expectClosed(line: Project['lines'][number]): void {
  const { start, steps } = planOf(line)
  const ends = [start, ...[...steps.values()].flatMap(step => exitsOf(step).map(({ to }) => to))]
  for (const id of ends) if (!steps.has(id)) throw new Error(`line ${line.id}: there is no step ${id}`)
}

function useGood(project: Project): void {
  proofText(project, year)
  renderTree(project, soundsOf(project))
  for (const { draw } of graphFormats) draw(project, project.lines)
  for (const [old, now] of [
    [project, other],
    [other, project],
  ] as const)
    diffText({ diff: compareProjects(old, now, year), files: [] })
  for (const line of project.lines) {
    const explanation = explainCall(project, goodCall(project, line, year.from))
    explainText(explanation, new Map(), { colour: false, zone: project.site.timezone })
  }
  const { yaml } = suggestScenarios(project, coverageOf(project, [], year))
  const root = yaml === undefined ? undefined : parseSource({ file: 'suggested.yaml', text: yaml }).value
  const scenarios = root ? (readScenarios(root, project).value ?? []) : []
  coverageOf(
    project,
    scenarios.map(scenario => judgeByModel(project, scenario)),
    year,
  )
}
