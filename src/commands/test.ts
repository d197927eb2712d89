import path from 'node:path'
import { hasErrors } from '../diagnostic.js'
import { findEngine } from '../engine/engine.js'
import type { KamailioRelease } from '../engine/kamailio.js'
import { exitStatus, UsageError } from '../errors.js'
import { judgeCertificate } from '../lab/boot-certificate.js'
import { bootOnly, type RehearsalSpec, withLab } from '../lab/rehearse.js'
import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import { nothingUnchecked } from '../pipeline.js'
import { readMachineFile } from '../read/machine-file.js'
import { renderTree } from '../render/render.js'
import type { Report } from '../report/reporter.js'
import { checkEvidenceFolder } from '../write/evidence-folder.js'
import { removeTemporary, temporaryFolder } from '../write/temporary.js'
import { writeTree } from '../write/write-tree.js'
import { checkFiles } from './checked-files.js'
import { printReport } from './output.js'
import { printResult } from './print.js'
import { createProgress, type Progress } from './progress.js'
import { readProject } from './project-files.js'
import { readScenarioFiles } from './scenario-files.js'
import {
  describeVerdict,
  printBootFailure,
  printBootFindings,
  printVerdicts,
  type Rehearsed,
  type VerdictOptions,
} from './verdicts.js'

export interface TestOptions extends VerdictOptions {
  readonly kamailio: KamailioRelease
  /** The boot stage only. */
  readonly boot: boolean
}

/** `sipin test [PATH]` */
export async function test(path_: string, options: TestOptions): Promise<number> {
  const files = await readProject(path_)
  const { project, sounds, report } = await checkFiles(files)
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const { scenarios, unread, sources, diagnostics } = await readScenarioFiles(files, project)
  const scenarioSources = new Map(sources.map(({ file, text }) => [file, text]))
  if (hasErrors(diagnostics)) {
    const shown = {
      diagnostics,
      sources: scenarioSources,
      unchecked: { ...nothingUnchecked, scenarioFiles: unread },
    }
    return printReport(shown, { ...options, format: 'text' })
  }
  if (scenarios.length === 0 && !options.boot) {
    throw new UsageError(`${path.join(files.base, 'scenarios')}: there are no scenarios to test`)
  }
  checkEvidenceFolder(options.evidence)
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const progress = createProgress(options.quiet)
  const { kamailio } = options
  return withTree(project, sounds, tree => {
    const spec: RehearsalSpec = { engine, project, tree, kamailio, scenarios, tell: progress.tell }
    return options.boot
      ? boot(spec, report, options)
      : rehearse(spec, { report, scenarioSources, options, progress })
  })
}

/** The tree as `sipin generate` writes it, in a folder that is gone afterwards, also when a signal ends us. */
async function withTree(
  project: Project,
  sounds: Sounds,
  use: (tree: string) => Promise<number>,
): Promise<number> {
  const folder = temporaryFolder('sipin-tree-')
  const remove = (): void => removeTemporary(folder)
  process.once('exit', remove)
  const forgetSignals = endOnSignals()
  try {
    const tree = path.join(folder, 'tree')
    writeTree(tree, renderTree(project, sounds))
    return await use(tree)
  } finally {
    remove()
    process.removeListener('exit', remove)
    forgetSignals()
  }
}

/** Ends through process.exit, which takes everything down that is registered for it. */
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

async function boot(spec: RehearsalSpec, report: Report, options: TestOptions): Promise<number> {
  const { edge } = spec.project
  const certificate = edge.tls && {
    certificate: readMachineFile(edge.tls.certificate.value),
    privateKey: readMachineFile(edge.tls.privateKey.value),
  }
  const found = certificate ? judgeCertificate(edge, certificate, new Date()) : []
  const failure = await bootOnly(spec, options.evidence)
  if (failure.problems.length > 0)
    return printBootFailure({ problems: [...found, ...failure.problems] }, report, options)
  if (found.length > 0) return printBootFindings(found, report, options)
  const nodes = spec.project.nodes.map(({ id }) => id)
  if (options.format === 'text' && !options.quiet)
    printResult(
      `booted: the edge on Kamailio ${options.kamailio}, ${nodes.join(', ')} on Asterisk 22; all read the generated tree\n`,
    )
  return exitStatus.fine
}

interface Output {
  readonly report: Report
  readonly scenarioSources: Report['sources']
  readonly options: TestOptions
  readonly progress: Progress
}

async function rehearse(spec: RehearsalSpec, output: Output): Promise<number> {
  const { report, scenarioSources, options, progress } = output
  const result = await withLab(spec, options.evidence, async ({ run, saveEvidence }): Promise<Rehearsed> => {
    const verdicts = await run(spec.scenarios, verdict =>
      progress.step(describeVerdict(verdict), verdict.faults.length === 0),
    )
    const failed = verdicts.filter(({ faults }) => faults.length > 0)
    return { verdicts, evidence: failed.length > 0 ? await saveEvidence(failed) : undefined }
  })
  return 'problems' in result
    ? printBootFailure(result, report, options)
    : printVerdicts(result, scenarioSources, options)
}
