import type { HearStep } from '../../scenarios/scenario.js'
import { enoughPackets } from '../verdict.js'
import type { TakeStep } from './step.js'

export const hear: TakeStep<HearStep> = async ({ tone }, { run }) => {
  const heard = await run.waitFor(
    ({ callerHeard }) => (callerHeard?.tones[String(tone)] ?? 0) >= enoughPackets,
    20,
  )
  return heard ? [] : [`hear: the caller does not hear ${tone} Hz`]
}
