import type { Place } from '../diagnostic.js'
import { dayNames, formatTime } from '../model/clock.js'
import type { Project, Schedule } from '../model/project.js'
import { type WeekSpan, weekSpans } from '../policy/hours.js'
import type { Rule } from './rule.js'

export const overlappingHours: Rule = {
  code: 'overlapping-hours',
  severity: 'warning',
  summary: 'the time ranges of a day do not overlap',
  why: 'Two ranges for the same minute usually mean that one of them was forgotten in an edit.',
  *check(project) {
    for (const schedule of everySchedule(project)) {
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
            help: 'let one end where the other begins',
          }
        }
        if (!overlap || span.to > overlap.to) longest = span
      }
    }
  },
}

function everySchedule({ schedules, lines }: Project): Schedule[] {
  const inline = lines.flatMap(({ hours }) => (hours?.owner === 'line' ? [hours] : []))
  return [...schedules, ...inline]
}
