import type { UntilStep } from '../../scenarios/scenario.js'
import { answeredLeg } from '../observation.js'
import { outcomeOfRole } from '../outcome.js'
import { patience } from '../patience.js'
import { hearEachOther } from '../verdict.js'
import type { TakeStep } from './step.js'

/** Somebody has the call once both sides hear each other. */
export const until: TakeStep<UntilStep> = async ({ outcome }, { run, project }) => {
  const seconds = patience(run.scenario, project)
  if (outcome === 'end') {
    const ended = await run.waitFor(({ endedBy }) => endedBy !== undefined, seconds)
    return ended ? [] : ['until: the other side does not end the call']
  }
  const answered = await run.waitFor(seen => {
    const leg = answeredLeg(seen)
    return leg !== undefined && outcomeOfRole[leg.role] === outcome && hearEachOther(seen, leg)
  }, seconds)
  return answered ? [] : [`until: ${outcome} did not answer`]
}
