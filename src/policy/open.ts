import type { Place } from '../diagnostic.js'
import type { Override, Schedule } from '../model/project.js'
import { type WallClock, wallClock } from '../model/zone-clock.js'
import { weekSpans } from './hours.js'

/** What a schedule, or the override of a line, says of an instant, and the YAML that says it. */
export interface Opening {
  readonly open: boolean
  readonly clock: WallClock
  readonly timezone: string
  /** The time range that is open, the holiday, the override; undefined when simply no range holds the minute. */
  readonly place: Place | undefined
  readonly because: 'hours' | 'holiday' | 'override'
}

/** Whether a schedule is open at an instant (milliseconds since the epoch), in its own zone; a minute is open whole. */
export function openingAt(schedule: Schedule, instant: number): Opening {
  const { timezone } = schedule
  const clock = wallClock(instant, timezone)
  const holiday = schedule.holidays.find(({ value }) => value.first <= clock.date && clock.date <= value.last)
  if (holiday) return { open: false, clock, timezone, place: holiday.place, because: 'holiday' }
  const span = weekSpans(schedule.weekly).find(
    ({ day, from, to }) => day === clock.day && from <= clock.minute && clock.minute < to,
  )
  return { open: span !== undefined, clock, timezone, place: span?.place, because: 'hours' }
}

/** What an override says of an instant; undefined once it is over. */
export function overrideAt(
  { place, state, until, timezone }: Override,
  instant: number,
): Opening | undefined {
  const clock = wallClock(instant, timezone)
  const over =
    until !== undefined &&
    (clock.date > until.value.date || (clock.date === until.value.date && clock.minute >= until.value.minute))
  return over ? undefined : { open: state === 'open', clock, timezone, place, because: 'override' }
}
