import type { Diagnostic } from '../diagnostic.js'
import type { Engine } from '../engine/engine.js'
import { edgeSuites, type KamailioRelease } from '../engine/kamailio.js'
import type { Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'
import { checkBoot } from './boot.js'
import { startCast } from './cast.js'
import { type Containers, createContainers } from './container.js'
import { startEngines } from './engines.js'
import { type Evidence, saveEvidence, saveLogs } from './evidence.js'
import type { EngineLab, Lab, LabSpec } from './lab.js'
import { type Loss, losePackets } from './loss.js'
import { type LabPlan, planLab } from './plan.js'
import { createRunner, type Verdict } from './run.js'

export interface RehearsalSpec {
  readonly engine: Engine
  readonly project: Project
  /** The generated tree, on this machine's disk. */
  readonly tree: string
  readonly kamailio: KamailioRelease
  /** Everything that will be rehearsed: the lab has the addresses that these name. */
  readonly scenarios: readonly Scenario[]
  readonly tell: (text: string) => void
  /** Of the SIP packets on the way to the edge, and from it, some get lost. */
  readonly loss?: Loss | undefined
}

export interface OpenLab {
  readonly lab: Lab
  readonly plan: LabPlan
  /** Hears all that callers and callees tell, beside the runner. */
  readonly watch: (listener: LabSpec['onEvent']) => void
  readonly run: (scenarios: readonly Scenario[], onVerdict?: (verdict: Verdict) => void) => Promise<Verdict[]>
  /** Saves what explains failed verdicts. */
  readonly saveEvidence: (failed: readonly Verdict[]) => Promise<Evidence>
}

/** What the boot stage found. When it found something, no call is placed. */
export interface BootFailure {
  readonly problems: readonly Diagnostic[]
}

/**
 * Boots a tree, and gives the lab to `use` when the boot stage has nothing to say. Nothing of it stays, however
 * it ends, but for what explains a failure, in the folder `evidence`.
 */
export async function withLab<T>(
  spec: RehearsalSpec,
  evidence: string,
  use: (open: OpenLab) => Promise<T>,
): Promise<T | BootFailure> {
  const { engine, project, scenarios } = spec
  const plan = planLab(project, scenarios)
  const runner = createRunner(project, plan)
  const listeners: LabSpec['onEvent'][] = [runner.onEvent]
  const onEvent: LabSpec['onEvent'] = (role, event) => {
    for (const listener of listeners) listener(role, event)
  }
  return withEngines(spec, plan, onEvent, evidence, async (labSpec, containers, engines) => {
    const lab = await startCast(labSpec, containers, engines)
    if (spec.loss) await losePackets(engine, lab.network.container, plan, spec.loss)
    return use({
      lab,
      plan,
      watch: listener => listeners.push(listener),
      run: (chosen, onVerdict = () => {}) => runner.run(lab, chosen, onVerdict),
      saveEvidence: failed => saveEvidence({ engine, lab, project, plan }, failed, evidence),
    })
  })
}

/** The boot stage alone. */
export async function bootOnly(spec: RehearsalSpec, evidence: string): Promise<BootFailure> {
  return withEngines(
    spec,
    planLab(spec.project, []),
    () => {},
    evidence,
    async () => ({ problems: [] }),
  )
}

async function withEngines<T>(
  { engine, project, tree, kamailio, tell }: RehearsalSpec,
  plan: LabPlan,
  onEvent: LabSpec['onEvent'],
  evidence: string,
  use: (spec: LabSpec, containers: Containers, engines: EngineLab) => Promise<T>,
): Promise<T | BootFailure> {
  const spec: LabSpec = { engine, project, plan, tree, tell, onEvent, edgeSuite: edgeSuites[kamailio] }
  const containers = createContainers(engine)
  try {
    const engines = await startEngines(spec, containers)
    const problems = await checkBoot(engines, project)
    if (problems.length > 0) {
      saveLogs(engines, evidence)
      return { problems }
    }
    tell(`both engines run: Kamailio ${kamailio}, Asterisk 22`)
    return await use(spec, containers, engines)
  } finally {
    await containers.removeAll()
  }
}
