import { minutesPerDay, type TimeRange } from '../model/clock.js'
import type { WeekMinutes } from './hours.js'

/** Days that are all open in the same ranges of the day, the ends excluded. */
export interface TimeCondition {
  /** 0 is Monday. */
  readonly days: readonly number[]
  readonly ranges: readonly TimeRange[]
}

/**
 * The open minutes of a week as the fewest conditions of the form "these days, these times". A minute of the day is
 * open on some set of days; conditions are wanted such that each of these sets is the union of the conditions' days
 * in it. There are seven days, so the smallest choice is found by trying.
 */
export function timeConditions(week: WeekMinutes): TimeCondition[] {
  const open = Array.from({ length: minutesPerDay }, (_, minute) => daysOpenAt(week, minute))
  const patterns = [...new Set(open)].filter(days => days !== 0).sort((a, b) => a - b)
  const chosen = smallestBasis(patterns)
  return chosen
    .map(days => ({ days: daysOf(days), ranges: rangesOf(open, days) }))
    .sort((a, b) => (a.days[0] as number) - (b.days[0] as number) || byStart(a, b))
}

function byStart({ ranges: [a] }: TimeCondition, { ranges: [b] }: TimeCondition): number {
  return (a as TimeRange).from - (b as TimeRange).from
}

/** A set of days has the bit 2^day for each of its days. */
type Days = number

function daysOpenAt(week: WeekMinutes, minute: number): Days {
  return [0, 1, 2, 3, 4, 5, 6].reduce(
    (days, day) => (week[day * minutesPerDay + minute] ? days | (1 << day) : days),
    0,
  )
}

function daysOf(days: Days): number[] {
  return [0, 1, 2, 3, 4, 5, 6].filter(day => days & (1 << day))
}

function isWithin(inner: Days, outer: Days): boolean {
  return (inner & ~outer) === 0
}

/** The ranges of the day in which all of these days are open. */
function rangesOf(open: readonly Days[], days: Days): TimeRange[] {
  const ranges: { from: number; to: number }[] = []
  for (const [minute, openDays] of open.entries()) {
    if (!isWithin(days, openDays)) continue
    const last = ranges.at(-1)
    if (last?.to === minute) last.to = minute + 1
    else ranges.push({ from: minute, to: minute + 1 })
  }
  return ranges
}

/** The fewest sets of days such that every pattern is a union of some of them. */
function smallestBasis(patterns: readonly Days[]): Days[] {
  const candidates = meetsOf(patterns)
  for (let size = 0; ; size++) {
    const found = extend([], size, patterns, candidates)
    if (found) return found
  }
}

/** Every set that is an intersection of patterns: a smaller set in its place could only say less. */
function meetsOf(patterns: readonly Days[]): Days[] {
  const meets = new Set(patterns)
  for (const pattern of patterns) for (const meet of meets) if (meet & pattern) meets.add(meet & pattern)
  // The larger a set, the fewer conditions it takes.
  return [...meets].sort((a, b) => daysOf(b).length - daysOf(a).length || a - b)
}

function extend(
  chosen: readonly Days[],
  more: number,
  patterns: readonly Days[],
  candidates: readonly Days[],
): Days[] | undefined {
  const gap = hardestGap(chosen, patterns, candidates)
  if (!gap) return [...chosen]
  if (more === 0) return undefined
  for (const candidate of gap) {
    const found = extend([...chosen, candidate], more - 1, patterns, candidates)
    if (found) return found
  }
  return undefined
}

/** The candidates that would fill the gap which the fewest can fill; undefined when there is none. */
function hardestGap(
  chosen: readonly Days[],
  patterns: readonly Days[],
  candidates: readonly Days[],
): Days[] | undefined {
  let hardest: Days[] | undefined
  for (const pattern of patterns) {
    const covered = chosen.reduce((days, set) => (isWithin(set, pattern) ? days | set : days), 0)
    for (const day of daysOf(pattern & ~covered)) {
      const filling = candidates.filter(set => set & (1 << day) && isWithin(set, pattern))
      if (!hardest || filling.length < hardest.length) hardest = filling
    }
  }
  return hardest
}
