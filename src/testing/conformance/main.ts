import path from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { Project } from '../../model/project.js'
import { decide } from '../../policy/decide.js'
import { scenarioCall } from '../../scenarios/as-call.js'
import { arbitraryInstants, arbitraryScenario, type ScenarioData } from './calls.js'
import { readCases, writeCase } from './fixtures.js'
import { arbitraryProject, type ProjectData } from './project.js'
import { holdToModel, readProjectData, readScenarioData, type Session } from './session.js'
import { type Case, shrink } from './shrink.js'

/** Calls that share a boot of the engines, the lines they go to, and the instants they come at. */
const perBoot = { calls: 1000, lines: 40, instants: 8 } as const

interface Made {
  readonly data: ProjectData
  readonly project: Project
  readonly scenarios: readonly ScenarioData[]
}

/** Disagreements that are shrunk at the end of a run, and the boots that each may take. */
const shrunk = { cases: 3, boots: 24 } as const

/**
 * `npm run conformance -- --calls N --seed S`: plays what was found before, then made calls; ends with
 * `N passed, N failed`, as a stage of `npm test` does. Disagreements are shrunk and written to fixtures/conformance/.
 */
export async function conformance(argv: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      calls: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      shrink: { type: 'boolean', default: true },
      verbose: { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const folder = path.join(root, 'fixtures/conformance')
  const tell = (text: string): void => {
    if (values.verbose) process.stderr.write(`${text}\n`)
  }
  const wanted = Number(values.calls)
  const seed = Number(values.seed)
  const begin = performance.now()
  const total = { calls: 0, seconds: 0, failed: 0, outcomes: new Map<string, number>() }
  const found: Found[] = []
  const take = (session: Session, name: string, made: Made): void => {
    total.calls += session.calls
    total.seconds += session.seconds
    total.failed += session.disagreements.length
    for (const [outcome, count] of session.outcomes)
      total.outcomes.set(outcome, (total.outcomes.get(outcome) ?? 0) + count)
    print(
      `${name}: ${session.calls} calls in ${session.seconds.toFixed(1)} s, ${session.disagreements.length} disagreements`,
    )
    for (const { placed, faults } of session.disagreements) {
      const scenario = made.scenarios.find(({ name: own }) => own === placed.scenario.name)
      if (!scenario) continue
      print(`  ${scenario.name}: ${faults.join('; ')}`)
      print(`    ${JSON.stringify(scenario)}`)
      print(`    ${JSON.stringify(made.data.lines[String(scenario.call['line'])])}`)
      found.push({ name, data: made.data, scenario })
    }
  }
  for (const { name, data, scenario } of readCases(folder)) {
    const project = readProjectData(data)
    if (!project) throw new Error(`fixtures/conformance/${name} has errors`)
    const session = await holdToModel(project, readScenarioData(project, [scenario]), tell)
    take(session, name, { data, project, scenarios: [scenario] })
  }
  for (let round = 0, made = 0; made < wanted; round++) {
    const number = seed * 1000 + round
    const next = make(number, Math.min(perBoot.calls, wanted - made))
    made += next.scenarios.length
    take(
      await holdToModel(next.project, readScenarioData(next.project, next.scenarios), tell),
      `seed-${number}`,
      next,
    )
  }
  if (values.shrink) for (const one of found.slice(0, shrunk.cases)) await shrinkAndWrite(one, folder, tell)
  const outcomes = [...total.outcomes].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, count] of outcomes) print(`  ${count} ${name}`)
  const minutes = (performance.now() - begin) / 60_000
  print(
    `${total.calls} calls, ${(total.calls / total.seconds).toFixed(1)} a second, ${minutes.toFixed(1)} minutes in all, seed ${seed}`,
  )
  print(`${total.calls - total.failed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

interface Found extends Case {
  readonly name: string
}

async function shrinkAndWrite(found: Found, folder: string, tell: (text: string) => void): Promise<void> {
  const differs = async ({ data, scenario }: Case): Promise<boolean> => {
    const project = readProjectData(data)
    if (!project) return false
    return (await holdToModel(project, readScenarioData(project, [scenario]), tell)).disagreements.length > 0
  }
  const smallest = await shrink(found, differs, shrunk.boots)
  const project = readProjectData(smallest.data)
  const [scenario] = project ? readScenarioData(project, [smallest.scenario]) : []
  if (!project || !scenario) return
  const decision = decide(project, scenarioCall(scenario, 0))
  const name = `${found.name}-${found.scenario.name}`.replace(/[^a-z0-9]+/gi, '-')
  print(
    `shrunk to ${path.relative(path.dirname(path.dirname(folder)), writeCase(folder, name, smallest, decision))}`,
  )
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** The same seed makes the same project and the same calls. */
function make(seed: number, count: number): Made {
  const candidates = fc.sample(arbitraryProject(perBoot.lines), { seed, numRuns: 20 })
  for (const data of candidates) {
    const project = readProjectData(data)
    if (!project) continue
    const [instants = []] = fc.sample(arbitraryInstants(project, perBoot.instants), { seed, numRuns: 1 })
    const scenarios = Array.from({ length: count }, (_, index) => {
      const instant = instants[index % instants.length] as number
      return fc.sample(arbitraryScenario(project, instant, `call ${index + 1}`), {
        seed: seed * 1_000_003 + index,
        numRuns: 1,
      })[0] as ScenarioData
    })
    return { data, project, scenarios }
  }
  throw new Error(`of ${candidates.length} projects of seed ${seed} none is valid`)
}
