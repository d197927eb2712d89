import { minutesPerDay } from '../model/clock.js'
import { type Interval, intersect, uniteAll } from '../model/intervals.js'
import type { Line, Override, Schedule } from '../model/project.js'
import { type OffsetSpan, offsetSpans, readWall } from '../model/zone-clock.js'
import { type WeekSpan, weekSpans } from './hours.js'
import { join, type Times, whole, without } from './time-sets.js'

export const minute = 60_000
export const day = minutesPerDay * minute

const known = new WeakMap<Interval<number>, Map<string, Times>>()

/** All instants of a period at which a schedule is open: days, holidays and changes of the clocks included. */
export function openTimes(
  schedule: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>,
  period: Interval<number>,
): Times {
  const ofPeriod = known.get(period) ?? new Map<string, Times>()
  known.set(period, ofPeriod)
  const key = keyOf(schedule)
  const times = ofPeriod.get(key) ?? findOpenTimes(schedule, period)
  ofPeriod.set(key, times)
  return times
}

/** The same text for schedules that say the same: thousands of lines have the same hours, each in words of its own. */
function keyOf({ timezone, weekly, holidays }: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>): string {
  const hours = weekly.map(({ days, range }) => `${days.join('')} ${range.from}-${range.to}`)
  const dates = holidays.map(({ value }) => `${value.first}..${value.last}`)
  return [timezone, ...hours, ...dates].join('|')
}

function findOpenTimes(
  schedule: Pick<Schedule, 'timezone' | 'weekly' | 'holidays'>,
  period: Interval<number>,
): Times {
  const byDay = spansByDay(weekSpans(schedule.weekly))
  const open = zoneSpans(schedule.timezone, period).flatMap(span =>
    openWithin(span, byDay, schedule.holidays),
  )
  return intersect(uniteAll(open), [period])
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
  const end = Date.parse(`${until.value.date}T00:00Z`) + until.value.minute * minute
  const spans = zoneSpans(timezone, period)
  return uniteAll(spans.map(({ from, to, offset }) => ({ from, to: Math.min(to, end - offset) })))
}

/** Within one offset a wall clock runs like any other: each date gives the spans of its day, moved by the offset. */
function openWithin(
  { from, to, offset }: OffsetSpan,
  byDay: readonly (readonly WeekSpan[])[],
  holidays: Schedule['holidays'],
): Interval<number>[] {
  const open: Interval<number>[] = []
  for (let midnight = Math.floor((from + offset) / day) * day; midnight < to + offset; midnight += day) {
    const { date, day: weekday } = readWall(midnight)
    if (holidays.some(({ value }) => value.first <= date && date <= value.last)) continue
    for (const span of byDay[weekday] ?? []) {
      const start = Math.max(from, midnight + span.from * minute - offset)
      const end = Math.min(to, midnight + span.to * minute - offset)
      if (start < end) open.push({ from: start, to: end })
    }
  }
  return open
}

function spansByDay(spans: readonly WeekSpan[]): WeekSpan[][] {
  return Array.from({ length: 7 }, (_, weekday) => spans.filter(span => span.day === weekday))
}

const zones = new Map<string, OffsetSpan[]>()

/** Stretches between changes of the clocks; cached, for thousands of lines share a zone and ask for the same period. */
export function zoneSpans(zone: string, { from, to }: Interval<number>): OffsetSpan[] {
  const key = `${zone} ${from} ${to}`
  const spans = zones.get(key) ?? offsetSpans(zone, from, to)
  zones.set(key, spans)
  return spans
}
