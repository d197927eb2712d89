import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { findEngine } from '../../engine/engine.js'
import type { Sounds } from '../../model/sounds.js'
import { renderTree } from '../../render/render.js'
import { writeTree } from '../../write/write-tree.js'
import { projectOf } from '../project.js'
import { type BareStage, openBareStage, type Release, readText } from './boot.js'
import { escapeBytes } from './compose.js'
import { corpusFolder, readCorpus } from './corpus.js'
import type { Fuzz, FuzzFailure, FuzzReport } from './fuzz/command.js'
import { growth, type Memory, readMemory, settle } from './memory.js'

/** Messages that the shooter is told to send at a time; memory is looked at in between. */
const slice = 25_000
/** Sent before memory is first looked at, so that what is made once is there. */
const warmup = 2_000

/** `npm run fuzz -- --count N --seed S [--kamailio 6.1] [--only FAMILY] [--answers] [--report FILE]` */
export async function fuzz(args: readonly string[], program: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      kamailio: { type: 'string', multiple: true, default: ['6.1'] },
      only: { type: 'string' },
      answers: { type: 'boolean', default: false },
      report: { type: 'string' },
      record: { type: 'boolean', default: false },
    },
  })
  const count = Number(values.count)
  const seed = Number(values.seed)
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  const yaml = readText(path.join(corpusFolder, 'sipin.yaml'))
  const project = projectOf(yaml)
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-fuzz-'))
  const tree = path.join(folder, 'tree')
  writeTree(tree, renderTree(project, new Map() as Sounds))
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const stage = await openBareStage({ engine, project, tree, program, tell })
  const runs: Run[] = []
  try {
    for (const release of values.kamailio as Release[])
      runs.push(
        await fuzzEdge(
          stage,
          release,
          tree,
          yaml,
          { seed, count, first: Number(values.first), only: values.only, answers: values.answers },
          tell,
        ),
      )
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
  for (const run of runs) process.stdout.write(describe(run))
  if (values.record) record(runs.flatMap(({ failures }) => failures))
  if (values.report) writeFileSync(values.report, `${JSON.stringify(runs, undefined, 2)}\n`)
  const failed = runs.filter(({ faults }) => faults.length > 0).length
  process.stdout.write(`${runs.length - failed} passed, ${failed} failed\n`)
  return failed > 0 ? 1 : 0
}

interface Run extends FuzzReport {
  readonly kamailio: Release
  readonly seed: number
  readonly first: number
  readonly perSecond: number
  readonly memory: readonly Memory[]
  readonly faults: readonly string[]
}

async function fuzzEdge(
  stage: BareStage,
  kamailio: Release,
  tree: string,
  yaml: string,
  { seed, count, first, only, answers }: Pick<Fuzz, 'seed' | 'count' | 'first' | 'only' | 'answers'>,
  tell: (text: string) => void,
): Promise<Run> {
  const edge = await stage.bootEdge(kamailio, tree)
  const gone = edge.container.running.ended.then(() => {
    throw new Error('Kamailio ended')
  })
  const corpus = readCorpus()
  const reports: FuzzReport[] = []
  const memory: Memory[] = []
  const faults: string[] = []
  const send = async (from: number, many: number): Promise<void> => {
    const command = {
      op: 'fuzz',
      corpus,
      yaml,
      world: stage.world,
      seed,
      first: from,
      count: many,
      only,
      answers,
    } as const
    reports.push(await Promise.race([stage.shooter.fuzz(command), gone]))
  }
  let processes: string | undefined
  try {
    await send(first, Math.min(warmup, count))
    processes = await listProcesses(edge.container)
    memory.push(await settle(edge.container))
    for (let sent = warmup; sent < count; sent += slice) {
      await send(first + sent, Math.min(slice, count - sent))
      memory.push(await readMemory(edge.container))
      tell(
        `Kamailio ${kamailio}: ${Math.min(sent + slice, count)} of ${count}, ${reports.at(-1)?.failures.length} failures`,
      )
      // A long run says at once what it found.
      for (const { number, faults: found, text } of reports.at(-1)?.failures ?? [])
        tell(`  message ${number}: ${found.join('; ')}: ${JSON.stringify(text)}`)
    }
    memory.push(await settle(edge.container))
    faults.push(...growth(memory[0] as Memory, memory.at(-1) as Memory))
    if ((await listProcesses(edge.container)) !== processes)
      faults.push('a process of Kamailio was started anew')
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error))
  }
  faults.push(
    ...edge.log.filter(line => /core was|killed by|terminated by signal|BUG:|out of memory/i.test(line)),
  )
  const report = sum(reports)
  faults.push(
    ...report.failures.flatMap(failure => failure.faults.map(fault => `message ${failure.number}: ${fault}`)),
  )
  return {
    kamailio,
    seed,
    first,
    ...report,
    perSecond: Math.round(report.sent / report.seconds),
    memory,
    faults,
  }
}

function listProcesses(container: BareStage['shooter']['container']): Promise<string> {
  return container.exec(['kamcmd', 'core.ps'])
}

function sum(reports: readonly FuzzReport[]): FuzzReport {
  const statuses: Record<string, number> = {}
  for (const report of reports)
    for (const [status, times] of Object.entries(report.statuses))
      statuses[status] = (statuses[status] ?? 0) + times
  const total = (key: 'sent' | 'within' | 'seconds' | 'passed' | 'arrived'): number =>
    reports.reduce((all, report) => all + report[key], 0)
  return {
    sent: total('sent'),
    within: total('within'),
    seconds: total('seconds'),
    passed: total('passed'),
    arrived: total('arrived'),
    statuses,
    failures: reports.flatMap(({ failures }) => failures),
  }
}

function describe(run: Run): string {
  const statuses = Object.entries(run.statuses).map(([status, times]) => `${status} ${times}`)
  const [first, last] = [run.memory[0], run.memory.at(-1)]
  return [
    `Kamailio ${run.kamailio}, seed ${run.seed}: ${run.sent} messages, ${run.within} of them within calls, in ${run.seconds.toFixed(1)} s (${run.perSecond}/s)`,
    `  answers: ${statuses.join(', ')}; ${run.passed} are good by the policy, ${run.arrived} arrived at the node`,
    `  memory, at rest: shared ${first?.shared} -> ${last?.shared} bytes, largest worker ${Math.max(...(first?.workers ?? [0]))} -> ${Math.max(...(last?.workers ?? [0]))}`,
    ...run.faults.map(fault => `  FAIL ${fault}`),
    ...run.failures.map(
      ({ from, number, text, arrival }) =>
        `  from \`${from}\`, message ${number}:\n${escapeBytes(text).replace(/^/gm, '    | ')}\n  arrived:\n${escapeBytes(arrival).replace(/^/gm, '    | ')}`,
    ),
    '',
  ].join('\n')
}

/** Failures become cases of the corpus, in bytes; what to expect is for a person to say. */
function record(failures: readonly FuzzFailure[]): void {
  const file = path.join(corpusFolder, 'found.yaml')
  if (failures.length === 0) return
  if (!existsSync(file))
    writeFileSync(file, '# What the fuzzer found, as it was sent.\nfamily: found\ncases:\n')
  for (const { number, from, faults, text } of failures) {
    const item = {
      name: `message ${number} of ${from}`,
      why: faults.join('; '),
      send: 'raw',
      with: { raw: escapeBytes(text) },
      expect: { status: 400, reason: 'malformed' },
    }
    appendFileSync(file, stringify([item]).replace(/^/gm, '  ').trimEnd().concat('\n'))
  }
}
