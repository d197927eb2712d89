import type { PressStep } from '../../scenarios/scenario.js'
import type { TakeStep } from './step.js'

/** What the keys do is seen in where the call goes. */
export const press: TakeStep<PressStep> = async ({ keys }, { lab, run }) => {
  lab.actors.callers.send({ op: 'press', call: run.callId, keys })
  return []
}
