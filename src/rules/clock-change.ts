import { dayNames, formatTime } from '../model/clock.js'
import type { Interval } from '../model/intervals.js'
import type { Project, Schedule } from '../model/project.js'
import { readWall } from '../model/zone-clock.js'
import { type WeekSpan, weekSpans } from '../policy/hours.js'
import { day, minute, zoneSpans } from '../policy/timeline.js'
import type { Rule, RuleFinding } from './rule.js'

export const clockChange: Rule = {
  code: 'clock-change',
  severity: 'note',
  summary: 'no time range begins, ends or lies in an hour that the clocks skip or repeat',
  why: 'On the night the clocks change, such a range is open for less or more time than on other days.',
  *check(project, year) {
    if (!year) return
    const known = new Map<string, ClockChange[]>()
    const changesOf = (zone: string): readonly ClockChange[] => {
      const changes = known.get(zone) ?? clockChanges(zone, year)
      known.set(zone, changes)
      return changes
    }
    for (const schedule of everySchedule(project)) {
      const changes = changesOf(schedule.timezone)
      if (!changes.some(change => mayConcern(change, schedule))) continue
      for (const span of weekSpans(schedule.weekly)) {
        // One night of each kind (forward, back) is reported as an example.
        for (const kind of ['skipped', 'repeated'] as const) {
          const change = changes.find(one => one.kind === kind && concerns(one, span, schedule))
          if (change) yield describe(change, span, schedule.timezone)
        }
      }
    }
  },
}

interface ClockChange {
  readonly kind: 'skipped' | 'repeated'
  readonly date: string
  /** 0 is Monday. */
  readonly day: number
  /** Minutes after midnight between which the clock shows no time, or shows every time twice. */
  readonly from: number
  readonly to: number
}

function clockChanges(zone: string, year: Interval<number>): ClockChange[] {
  const spans = zoneSpans(zone, year)
  return spans.slice(1).map((span, index) => {
    const before = spans[index] as (typeof spans)[number]
    const [first, last] = [before.offset, span.offset].sort((a, b) => a - b) as [number, number]
    const { date, day: weekday, minute: from } = readWall(span.from + first)
    const to = from + (last - first) / minute
    return { kind: span.offset > before.offset ? 'skipped' : 'repeated', date, day: weekday, from, to }
  })
}

/** Clocks change on one day of the week, on which most schedules are closed. */
function mayConcern({ day: weekday }: ClockChange, { weekly }: Schedule): boolean {
  return weekly.some(
    ({ days, range }) =>
      days.includes(weekday) || (range.to <= range.from && days.includes((weekday + 6) % 7)),
  )
}

function concerns(
  change: ClockChange,
  { day: weekday, from, to }: WeekSpan,
  { holidays }: Schedule,
): boolean {
  if (weekday !== change.day) return false
  if (holidays.some(({ value }) => value.first <= change.date && change.date <= value.last)) return false
  const inside = (time: number): boolean => change.from < time && time < change.to
  return inside(from) || inside(to) || (change.from <= from && to <= change.to)
}

function describe({ kind, date, from, to }: ClockChange, span: WeekSpan, zone: string): RuleFinding {
  const range = `${dayNames[span.day]} ${formatTime(span.from)}-${formatTime(span.to)}`
  const hour = `${formatTime(from)}-${formatTime(to % (day / minute))}`
  const verb = kind === 'skipped' ? 'skip' : 'show twice'
  const open =
    kind === 'skipped'
      ? span.to - span.from - overlap(span, from, to)
      : span.to - span.from + overlap(span, from, to)
  return {
    message: `${range} is open for ${open} minutes on ${date}: the clocks in ${zone} ${verb} ${hour} that night`,
    place: span.place,
    help: `if it matters, write a range that begins and ends outside of ${hour}`,
  }
}

function overlap(span: WeekSpan, from: number, to: number): number {
  return Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
}

function everySchedule({ schedules, lines }: Project): Schedule[] {
  return [...schedules, ...lines.flatMap(({ hours }) => (hours?.owner === 'line' ? [hours] : []))]
}
