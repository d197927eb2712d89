import type { HangupStep } from '../../scenarios/scenario.js'
import { answeredLeg } from '../observation.js'
import type { TakeStep } from './step.js'

export const hangup: TakeStep<HangupStep> = async ({ by }, { lab, run }) => {
  const leg = answeredLeg(run.observation)
  if (by === 'caller') lab.actors.callers.send({ op: 'hangup', call: run.callId })
  else if (leg) lab.actors[leg.role].send({ op: 'hangup', call: leg.callId })
  else return ['hangup: nobody has answered']
  const ended = await run.waitFor(({ endedBy }) => endedBy !== undefined, 10)
  return ended ? [] : ['hangup: the call goes on']
}
