import type { Project } from '../../model/project.js'
import type { Lab } from '../lab.js'
import type { LabPlan } from '../plan.js'
import type { ScenarioRun } from '../scenario-run.js'

/** A scenario on its stage. */
export interface Play {
  readonly lab: Lab
  readonly run: ScenarioRun
  readonly project: Project
  readonly plan: LabPlan
}

/** Takes a step in a call that is up; gives what was not as it should be. */
export type TakeStep<S> = (step: S, play: Play) => Promise<string[]>
