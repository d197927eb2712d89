import { type IsoDate, minutesPerDay } from '../model/clock.js'
import type { Interval } from '../model/intervals.js'
import type { Line, Override, Schedule } from '../model/project.js'
import { type OffsetSpan, offsetSpans, weekdayOf } from '../model/zone-clock.js'
import { type WeekSpan, weekSpans } from './hours.js'
import { buildTimes, join, type Times, whole, without } from './time-sets.js'

export const minute = 60_000
export const day = minutesPerDay * minute

/** All instants of a period at which a schedule is open: days, holidays and changes of the clocks included. */
export function openTimes(
  schedule: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>,
  period: Interval<number>,
): Times {
  return kept(known, keyOf(schedule, period), () => findOpenTimes(schedule, period))
}

const known = new Map<string, Times>()

/** Cache key: equal for schedules with equal content, since thousands of lines repeat the same inline hours. */
function keyOf(
  { timezone, weekly, holidays }: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>,
  { from, to }: Interval<number>,
): string {
  let key = `${timezone}|${from}|${to}`
  for (const { days, range } of weekly) key += `|${days.join('')} ${range.from}-${range.to}`
  for (const { value } of holidays) key += `|${value.first}..${value.last}`
  return key
}

/**
 * Within one offset a wall clock runs like any other: each date gives the spans of its day, moved by the offset, in
 * order, since neither days nor the spans of one go back.
 */
function findOpenTimes(
  { timezone, weekly, holidays }: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>,
  period: Interval<number>,
): Times {
  const byDay = spansByDay(weekSpans(weekly))
  const closed = holidays.map(({ value }) => [midnightOf(value.first), midnightOf(value.last)] as const)
  const open = buildTimes()
  for (const { from, to, offset } of zoneSpans(timezone, period)) {
    for (let midnight = Math.floor((from + offset) / day) * day; midnight < to + offset; midnight += day) {
      const spans = byDay[weekdayOf(midnight)] as readonly WeekSpan[]
      if (spans.length === 0 || closed.some(([first, last]) => first <= midnight && midnight <= last))
        continue
      for (const span of spans) {
        const start = midnight + span.from * minute - offset
        const end = midnight + span.to * minute - offset
        open.add(Math.max(from, start), Math.min(to, end))
      }
    }
  }
  return open.finish()
}

function midnightOf(date: IsoDate): number {
  return Date.parse(`${date}T00:00Z`)
}

function spansByDay(spans: readonly WeekSpan[]): WeekSpan[][] {
  return Array.from({ length: 7 }, (_, weekday) => spans.filter(span => span.day === weekday))
}

/** All instants of a period at which a line is open: its override while that lasts, else its hours. */
export function lineTimes(
  { hours, override }: Pick<Line, 'hours' | 'override'>,
  period: Interval<number>,
): Times {
  const usual = hours ? openTimes(hours, period) : whole(period)
  if (!override) return usual
  const forced = forcedTimes(override, period)
  if (forced.length === 0) return usual
  return override.state === 'closed' ? without(usual, forced) : join(usual, forced)
}

/** The instants of a period in which an override holds: while the clock on the wall shows less than its `until`. */
function forcedTimes({ until, timezone }: Override, period: Interval<number>): Times {
  if (!until) return whole(period)
  const end = midnightOf(until.value.date) + until.value.minute * minute
  const forced = buildTimes()
  for (const { from, to, offset } of zoneSpans(timezone, period)) forced.add(from, Math.min(to, end - offset))
  return forced.finish()
}

const zones = new Map<string, readonly OffsetSpan[]>()

/** Stretches between changes of the clocks; kept, for thousands of lines share a zone and ask for the same period. */
export function zoneSpans(zone: string, { from, to }: Interval<number>): readonly OffsetSpan[] {
  return kept(zones, `${zone} ${from} ${to}`, () => offsetSpans(zone, from, to))
}

/** More schedules than a project is likely to share, and no more memory than a megabyte. */
const mostKept = 64

/** Bound of the cache for what differs from line to line. */
function kept<Value>(values: Map<string, Value>, key: string, find: () => Value): Value {
  const present = values.get(key)
  if (present !== undefined) return present
  if (values.size === mostKept) values.clear()
  const value = find()
  values.set(key, value)
  return value
}
