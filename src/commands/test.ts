import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hasErrors } from '../diagnostic.js'
import { type Engine, findEngine } from '../engine/engine.js'
import type { Suite } from '../engine/images.js'
import { exitStatus, UsageError } from '../errors.js'
import { checkBoot } from '../lab/boot.js'
import { startCast } from '../lab/cast.js'
import { createContainers } from '../lab/container.js'
import { startEngines } from '../lab/engines.js'
import { type Evidence, saveEvidence } from '../lab/evidence.js'
import type { LabSpec } from '../lab/lab.js'
import { planLab } from '../lab/plan.js'
import { createRunner, type Verdict } from '../lab/run.js'
import { describeOutcome } from '../lab/verdict.js'
import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import { renderTree } from '../render/render.js'
import { formatJUnit } from '../report/junit.js'
import type { Report } from '../report/reporter.js'
import { writeTree } from '../write/write-tree.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport } from './output.js'
import { createProgress } from './progress.js'
import { readProject } from './project-files.js'
import { readScenarioFiles } from './scenario-files.js'

export interface TestOptions extends Omit<OutputOptions, 'format'> {
  readonly format: 'text' | 'junit'
  /** The boot stage only. */
  readonly boot: boolean
  readonly kamailio: keyof typeof edgeSuites
  /** Where captures and logs go when something fails. */
  readonly evidence: string
}

/** Debian's suite with each release of Kamailio that a tree suits. */
export const edgeSuites = { '6.0': 'trixie', '6.1': 'sid' } as const satisfies Record<string, Suite>

/** `sipin test [PATH]` */
export async function test(path_: string, options: TestOptions): Promise<number> {
  const files = await readProject(path_)
  const { project, sounds, report } = await checkFiles(files)
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const { scenarios, sources, diagnostics } = await readScenarioFiles(files.base, project)
  const scenarioReport: Report = {
    diagnostics,
    sources: new Map(sources.map(({ file, text }) => [file, text])),
    skippedLines: 0,
  }
  if (hasErrors(diagnostics)) return printReport(scenarioReport, { ...options, format: 'text' })
  if (scenarios.length === 0 && !options.boot) {
    throw new UsageError(`${path.join(files.base, 'scenarios')}: there are no scenarios to test`)
  }
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  return withTree(project, sounds, async tree =>
    rehearse({ engine, project, tree, options, report, scenarios }),
  )
}

async function withTree(
  project: Project,
  sounds: Sounds,
  use: (tree: string) => Promise<number>,
): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-tree-'))
  try {
    const tree = path.join(folder, 'tree')
    writeTree(tree, renderTree(project, sounds))
    return await use(tree)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Rehearsal {
  readonly engine: Engine
  readonly project: Project
  readonly tree: string
  readonly options: TestOptions
  readonly report: Report
  readonly scenarios: readonly Verdict['scenario'][]
}

async function rehearse({ engine, project, tree, options, report, scenarios }: Rehearsal): Promise<number> {
  const progress = createProgress(options.quiet)
  const plan = planLab(project, scenarios)
  const runner = createRunner(project, plan)
  const edgeSuite = edgeSuites[options.kamailio]
  const spec: LabSpec = {
    engine,
    project,
    plan,
    tree,
    edgeSuite,
    tell: progress.tell,
    onEvent: runner.onEvent,
  }
  const containers = createContainers(engine)
  const stopSignals = endOnSignals()
  try {
    const engines = await startEngines(spec, containers)
    const problems = await checkBoot(engines, project)
    if (problems.length > 0)
      return printReport({ ...report, diagnostics: problems }, { ...options, format: 'text' })
    progress.tell(`both engines run: Kamailio ${options.kamailio}, Asterisk 22`)
    if (options.boot) return exitStatus.fine
    const lab = await startCast(spec, containers, engines)
    const verdicts = await runner.run(lab, scenarios, verdict =>
      progress.step(describeVerdict(verdict), verdict.faults.length === 0),
    )
    const failed = verdicts.filter(({ faults }) => faults.length > 0)
    const evidence =
      failed.length > 0 ? await saveEvidence(engine, lab, project, plan, failed, options.evidence) : undefined
    printVerdicts(verdicts, evidence, options)
    return failed.length > 0 ? exitStatus.findings : exitStatus.fine
  } finally {
    await containers.removeAll()
    stopSignals()
  }
}

/** Ends through process.exit, which takes the containers down. */
function endOnSignals(): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  const handlers = Object.entries(signals).map(
    ([signal, status]) => [signal, () => process.exit(status)] as const,
  )
  for (const [signal, handler] of handlers) process.on(signal, handler)
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

function describeVerdict({ scenario, observation, seconds }: Verdict): string {
  return `${scenario.name} (${describeOutcome(observation)}, ${seconds.toFixed(1)} s)`
}

function printVerdicts(
  verdicts: readonly Verdict[],
  evidence: Evidence | undefined,
  { format }: TestOptions,
): void {
  const ladder = (verdict: Verdict): string => evidence?.ladders.get(verdict) ?? ''
  if (format === 'junit') {
    const cases = verdicts.map(verdict => {
      const { scenario, seconds, faults } = verdict
      return { suite: scenario.place.file, name: scenario.name, seconds, faults, detail: ladder(verdict) }
    })
    process.stdout.write(formatJUnit('sipin', cases))
    return
  }
  for (const verdict of verdicts)
    process.stdout.write(`${verdict.faults.length === 0 ? 'ok  ' : 'FAIL'} ${describeVerdict(verdict)}\n`)
  for (const verdict of verdicts.filter(({ faults }) => faults.length > 0)) {
    process.stdout.write(
      `\nFAIL ${verdict.scenario.name}\n${verdict.faults.map(fault => `  ${fault}\n`).join('')}`,
    )
    process.stdout.write(`${ladder(verdict).replace(/^/gm, '  ')}\n`)
  }
  const failed = verdicts.filter(({ faults }) => faults.length > 0).length
  process.stdout.write(`\n${verdicts.length - failed} of ${verdicts.length} scenarios passed\n`)
  if (evidence) process.stdout.write(`capture, logs and ladders of the failures are in ${evidence.folder}/\n`)
}
