import type { Place } from '../diagnostic.js'
import type { Schedule } from '../model/project.js'
import { type WallClock, wallClock } from '../model/zone-clock.js'
import { weekSpans } from './hours.js'

/** What a schedule says of an instant, and the YAML that says it. */
export interface Opening {
  readonly open: boolean
  readonly clock: WallClock
  /** The time range that is open, or the holiday; undefined when simply no range holds the minute. */
  readonly place: Place | undefined
  readonly holiday: boolean
}

/** Whether a schedule is open at an instant (milliseconds since the epoch), in its own zone; a minute is open whole. */
export function openingAt(schedule: Schedule, instant: number): Opening {
  const clock = wallClock(instant, schedule.timezone)
  const holiday = schedule.holidays.find(({ value }) => value.first <= clock.date && clock.date <= value.last)
  if (holiday) return { open: false, clock, place: holiday.place, holiday: true }
  const span = weekSpans(schedule.weekly).find(
    ({ day, from, to }) => day === clock.day && from <= clock.minute && clock.minute < to,
  )
  return { open: span !== undefined, clock, place: span?.place, holiday: false }
}
