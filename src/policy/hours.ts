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

/** Days that share one open range: from included, to excluded, in minutes after midnight. */
export interface TimeCondition {
  readonly days: readonly number[]
  readonly from: number
  readonly to: number
}

/** The open minutes of a week as few conditions: ranges that touch are one, days with the same range share it. */
export function timeConditions(weekly: readonly WeeklyHours[]): TimeCondition[] {
  const daysOf = new Map<string, TimeCondition & { days: number[] }>()
  for (const { day, from, to } of mergeSpans(weekSpans(weekly))) {
    const key = `${from}-${to}`
    const condition = daysOf.get(key)
    if (condition) condition.days.push(day)
    else daysOf.set(key, { days: [day], from, to })
  }
  return [...daysOf.values()]
}

function mergeSpans(spans: readonly WeekSpan[]): Omit<WeekSpan, 'place'>[] {
  const merged: { day: number; from: number; to: number }[] = []
  for (const { day, from, to } of spans) {
    const last = merged.at(-1)
    if (last && last.day === day && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ day, from, to })
  }
  return merged
}
