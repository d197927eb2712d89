import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { decide } from '../../policy/decide.js'
import { followRefers } from '../../policy/follow-refers.js'
import { scenarioCall } from '../../scenarios/as-call.js'
import { readCases, writeCase } from './fixtures.js'
import { type Made, make, ringsLong } from './made.js'
import { holdToModel, readProjectData, readScenarioData, type Session } from './session.js'
import { type Case, shrink } from './shrink.js'

/** Calls that share a boot of the engines at the most; a boot costs as much as placing a hundred. */
const mostCalls = 1250

/** Disagreements that are shrunk at the end of a run, and the boots that each may take. */
const shrunk = { cases: 3, boots: 24 } as const

/** A project with calls that a lab of its own plays. */
interface Job {
  readonly name: string
  readonly make: () => Made
}

/**
 * `npm run conformance -- --calls N --seed S [--loss PERCENT]`: plays what was found before, then made calls, in several labs side by
 * side, one for each processor, at most four; ends with `N passed, N failed`, as a stage of `npm test` does.
 * Disagreements are shrunk and written to fixtures/conformance/.
 */
export async function conformance(argv: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      calls: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      loss: { type: 'string', default: '0' },
      labs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
      shrink: { type: 'boolean', default: true },
      verbose: { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const folder = path.join(root, 'fixtures/conformance')
  const tell = (text: string): void => {
    if (values.verbose) process.stderr.write(`${text}\n`)
  }
  const labs = Number(values.labs)
  const percent = Number(values.loss)
  const loss = percent > 0 ? { percent, seed: Number(values.seed) } : undefined
  const begin = performance.now()
  const total = {
    calls: 0,
    failed: 0,
    outcomes: new Map<string, number>(),
    timedOut: 0,
    busy: [] as Session['placing'][],
  }
  const found: Found[] = []
  const take = (session: Session, { data, scenarios }: Made, name: string): void => {
    const { placing } = session
    total.calls += session.calls
    total.busy.push(placing)
    total.failed += session.disagreements.length
    total.timedOut += session.timedOut
    for (const [outcome, count] of session.outcomes)
      total.outcomes.set(outcome, (total.outcomes.get(outcome) ?? 0) + count)
    print(
      `${name}: ${session.calls} calls in ${((placing.to - placing.from) / 1000).toFixed(1)} s, ${session.disagreements.length} disagreements`,
    )
    for (const { placed, faults } of session.disagreements) {
      const scenario = scenarios.find(({ name: own }) => own === placed.scenario.name)
      if (!scenario) continue
      print(`  ${scenario.name}: ${faults.join('; ')}`)
      print(`    ${JSON.stringify(scenario)}`)
      print(`    ${JSON.stringify(data.lines[String(scenario.call['line'])])}`)
      found.push({ name, data, scenario })
    }
  }
  await side(
    labs,
    [...casesOf(folder), ...jobsOf(Number(values.seed), Number(values.calls), labs)],
    async job => {
      const made = job.make()
      const scenarios = readScenarioData(made.project, made.scenarios)
      take(await holdToModel(made.project, scenarios, tell, loss), made, job.name)
    },
  )
  if (values.shrink) for (const one of found.slice(0, shrunk.cases)) await shrinkAndWrite(one, folder, tell)
  const outcomes = [...total.outcomes].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, count] of outcomes) print(`  ${count} ${name}`)
  if (total.timedOut > 0) print(`${total.timedOut} ended as timers make it, since packets got lost`)
  const minutes = (performance.now() - begin) / 60_000
  const rate = total.calls / secondsOf(total.busy)
  print(
    `${total.calls} calls, ${rate.toFixed(1)} a second, ${minutes.toFixed(1)} minutes in all, seed ${values.seed}`,
  )
  print(`${total.calls - total.failed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

/** What was found before. */
function casesOf(folder: string): Job[] {
  return readCases(folder).map(({ name, data, scenario }) => ({
    name,
    make: () => {
      const project = readProjectData(data)
      if (!project) throw new Error(`fixtures/conformance/${name} has errors`)
      return { data, project, scenarios: [scenario] }
    },
  }))
}

function jobsOf(seed: number, calls: number, labs: number): Job[] {
  // As many for each lab.
  const each = Math.ceil(calls / (labs * Math.ceil(calls / (labs * mostCalls))))
  const rounds = Array.from({ length: Math.ceil(calls / each) }, (_, round) => round)
  // What rings longest begins first: it has the others beside it.
  const isLong = (round: number): boolean => ringsLong(seed * 1000 + round)
  const inTurn = [...rounds.filter(isLong), ...rounds.filter(round => !isLong(round))]
  return inTurn.map(round => {
    const number = seed * 1000 + round
    return {
      name: `seed-${number}`,
      make: () => make(number, Math.min(each, calls - round * each)),
    }
  })
}

async function side(labs: number, jobs: readonly Job[], play: (job: Job) => Promise<void>): Promise<void> {
  const left = [...jobs]
  const lab = async (): Promise<void> => {
    for (let job = left.shift(); job; job = left.shift()) await play(job)
  }
  await Promise.all(Array.from({ length: labs }, lab))
}

/** For how long calls were placed in some lab or other; nothing of the boots counts. */
function secondsOf(busy: readonly Session['placing'][]): number {
  let until = 0
  let sum = 0
  for (const { from, to } of [...busy].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return sum / 1000
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
  const call = scenarioCall(scenario, 0)
  const refers = scenario.steps.filter(step => step.kind === 'refer')
  const handedOn = followRefers(project, call, refers, decide(project, call))
  const name = `${found.name}-${found.scenario.name}`.replace(/[^a-z0-9]+/gi, '-')
  print(
    `shrunk to ${path.relative(path.dirname(path.dirname(folder)), writeCase(folder, name, smallest, handedOn))}`,
  )
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
