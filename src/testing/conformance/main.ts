import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { Project } from '../../model/project.js'
import { arbitraryInstants, arbitraryScenario, type ScenarioData } from './calls.js'
import { arbitraryProject, type ProjectData } from './project.js'
import { holdToModel, readProjectData, readScenarioData } from './session.js'

/** Calls that share a boot of the engines, the lines they go to, and the instants they come at. */
const perBoot = { calls: 1000, lines: 40, instants: 8 } as const

interface Made {
  readonly data: ProjectData
  readonly project: Project
  readonly scenarios: readonly ScenarioData[]
}

/** `npm run conformance -- --calls N --seed S`: ends with `N passed, N failed`, as a stage of `npm test` does. */
export async function conformance(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      calls: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      verbose: { type: 'boolean', default: false },
    },
  })
  const wanted = Number(values.calls)
  const seed = Number(values.seed)
  let calls = 0
  let seconds = 0
  let failed = 0
  const outcomes = new Map<string, number>()
  for (let round = 0; calls < wanted; round++) {
    const made = make(seed * 1000 + round, Math.min(perBoot.calls, wanted - calls))
    const session = await holdToModel(made.project, readScenarioData(made.project, made.scenarios), text => {
      if (values.verbose) process.stderr.write(`${text}\n`)
    })
    calls += session.calls
    seconds += session.seconds
    failed += session.disagreements.length
    for (const [name, count] of session.outcomes) outcomes.set(name, (outcomes.get(name) ?? 0) + count)
    process.stdout.write(
      `project ${seed * 1000 + round}: ${session.calls} calls in ${session.seconds.toFixed(1)} s, ${session.disagreements.length} disagreements\n`,
    )
    for (const { placed, faults } of session.disagreements.slice(0, 20)) {
      const data = made.scenarios.find(({ name }) => name === placed.scenario.name)
      process.stdout.write(`  ${placed.scenario.name}: ${faults.join('; ')}\n    ${JSON.stringify(data)}\n`)
      const line = placed.scenario.call.line
      if (line) process.stdout.write(`    ${line}: ${JSON.stringify(made.data.lines[line])}\n`)
    }
  }
  process.stdout.write(
    `${[...outcomes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${count} ${name}\n`)
      .join('')}`,
  )
  process.stdout.write(`${calls} calls, ${(calls / seconds).toFixed(1)} a second, seed ${seed}\n`)
  process.stdout.write(`${calls - failed} passed, ${failed} failed\n`)
  return failed > 0 ? 1 : 0
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
