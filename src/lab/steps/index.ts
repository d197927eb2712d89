import type { Step } from '../../scenarios/scenario.js'
import { hangup } from './hangup.js'
import { hear } from './hear.js'
import { press } from './press.js'
import { refer } from './refer.js'
import { reoffer } from './reoffer.js'
import type { Play, TakeStep } from './step.js'
import { until } from './until.js'

/** Everything that can happen in a call that is up, by the kind of the step. */
const steps = { hangup, hear, press, refer, reoffer, until } satisfies {
  [K in Step['kind']]: TakeStep<Extract<Step, { kind: K }>>
}

/** Takes one step as soon as the call is up; gives what was not as it should be. */
export async function takeStep(step: Step, play: Play): Promise<string[]> {
  const up = await play.run.waitFor(({ final }) => final !== undefined, 30)
  if (!up || play.run.observation.final?.kind !== 'answered') return [`${step.kind}: the call is not up`]
  return (steps[step.kind] as TakeStep<Step>)(step, play)
}
