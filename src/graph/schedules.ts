import type { Line, Schedule } from '../model/project.js'
import { planOf } from '../policy/plan-of.js'

export interface ScheduleUse {
  readonly schedule: Schedule
  /** What happens in these hours. */
  readonly purpose: string
}

/** The schedules that decide over a line's calls, each once: its own, then those of its overflow targets. */
export function schedulesOf(line: Line): ScheduleUse[] {
  const uses = Array.from(planOf(line).steps.values()).flatMap((step): ScheduleUse[] => {
    if (step.kind === 'hours' && step.hours)
      return [{ schedule: step.hours, purpose: `When ${line.id} is open` }]
    if (step.kind !== 'during') return []
    return [{ schedule: step.during, purpose: `Overflow hours of ${line.id}: ${step.during.id}` }]
  })
  return uses.filter(({ schedule }, index) => uses.findIndex(other => other.schedule === schedule) === index)
}
