import type { Place } from '../diagnostic.js'
import { minutesPerDay } from '../model/clock.js'
import type { WeeklyHours } from '../model/project.js'

/** Open minutes of one day of the week: from included, to excluded. */
export interface WeekSpan {
  /** 0 is Monday. */
  readonly day: number
  readonly from: number
  readonly to: number
  readonly place: Place
}

/** Weekly hours as spans of single days, split at midnight, in order of day and time. */
export function weekSpans(weekly: readonly WeeklyHours[]): WeekSpan[] {
  return weekly
    .flatMap(({ days, range, place }) =>
      days.flatMap(day => splitAtMidnight(day, range.from, range.to, place)),
    )
    .sort((a, b) => a.day - b.day || a.from - b.from || a.to - b.to)
}

function splitAtMidnight(day: number, from: number, to: number, place: Place): WeekSpan[] {
  if (from < to) return [{ day, from, to, place }]
  const evening = { day, from, to: minutesPerDay, place }
  return to === 0 ? [evening] : [evening, { day: (day + 1) % 7, from: 0, to, place }]
}
