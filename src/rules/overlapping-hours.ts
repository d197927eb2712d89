import type { Place } from '../diagnostic.js'
import { dayNames, formatTime } from '../model/clock.js'
import type { Project, Schedule, WeeklyHours } from '../model/project.js'
import { type WeekSpan, weekSpans } from '../policy/hours.js'
import type { Rule } from './rule.js'

export const overlappingHours: Rule = {
  code: 'overlapping-hours',
  severity: 'warning',
  summary: 'the time ranges of a day do not overlap',
  why: 'Two ranges for the same minute usually mean that one of them was forgotten in an edit.',
  *check(project) {
    for (const schedule of everySchedule(project)) {
      if (!mayOverlap(schedule.weekly)) continue
      const told = new Set<Place>()
      let longest: WeekSpan | undefined
      for (const span of weekSpans(schedule.weekly)) {
        const overlap = longest && longest.day === span.day && span.from < longest.to ? longest : undefined
        if (overlap && !told.has(span.place)) {
          told.add(span.place)
          const minutes = `${formatTime(span.from)}-${formatTime(Math.min(span.to, overlap.to))}`
          yield {
            message: `${dayNames[span.day]} ${minutes} stands in two time ranges`,
            place: span.place,
            related: [{ place: overlap.place, text: 'the other one' }],
            help: helpFor(span, overlap),
          }
        }
        if (!overlap || span.to > overlap.to) longest = span
      }
    }
  },
}

/** Of two ranges that overlap, the first begins no later than the second. */
function helpFor(second: WeekSpan, first: WeekSpan): string {
  if (second.to <= first.to) return 'remove it on the days on which the other one covers it'
  const begin = `let this one begin at ${formatTime(first.to)}`
  return first.from < second.from ? `let the other one end at ${formatTime(second.from)}, or ${begin}` : begin
}

/** Whether two time ranges share a day and a minute, or one runs over midnight, which is for the spans to tell. */
function mayOverlap(weekly: Schedule['weekly']): boolean {
  for (const [index, { days, range }] of weekly.entries()) {
    if (range.to <= range.from || index >= few) return true
    for (let i = 0; i < index; i++) {
      const before = weekly[i] as WeeklyHours
      const apart = before.range.to <= range.from || range.to <= before.range.from
      if (!apart && days.some(day => before.days.includes(day))) return true
    }
  }
  return false
}

/** More ranges than these are looked at in order, and not each with each. */
const few = 16

function everySchedule({ schedules, lines }: Project): Schedule[] {
  const inline = lines.flatMap(({ hours }) => (hours?.owner === 'line' ? [hours] : []))
  return [...schedules, ...inline]
}
