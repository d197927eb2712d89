import type { Place } from '../diagnostic.js'
import { type DateRange, minutesPerDay, nextDate } from '../model/clock.js'
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

/** The minutes of a week, from Monday 00:00 on, in which something is open: 10,080 of them. */
export type WeekMinutes = readonly boolean[]

const minutesPerWeek = 7 * minutesPerDay

export function weekMinutes(weekly: readonly WeeklyHours[]): WeekMinutes {
  const minutes = Array.from({ length: minutesPerWeek }, () => false)
  for (const { day, from, to } of weekSpans(weekly))
    minutes.fill(true, day * minutesPerDay + from, day * minutesPerDay + to)
  return minutes
}

/** The same dates as the fewest ranges, in order. */
export function mergeDates(ranges: readonly DateRange[]): DateRange[] {
  const merged: DateRange[] = []
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = merged.at(-1)
    if (!last || nextDate(last.last) < range.first) merged.push(range)
    else if (range.last > last.last) merged[merged.length - 1] = { first: last.first, last: range.last }
  }
  return merged
}
