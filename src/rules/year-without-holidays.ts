import type { Located } from '../diagnostic.js'
import type { DateRange } from '../model/clock.js'
import { wallClock } from '../model/zone-clock.js'
import type { ProjectRule } from './rule.js'

export const yearWithoutHolidays: ProjectRule = {
  code: 'year-without-holidays',
  severity: 'warning',
  summary: 'a year has holidays where the one before has some',
  why: 'On the holidays that nobody entered the line is open as on any other day, and calls ring where nobody is.',
  *check({ schedules }, year) {
    if (!year) return
    for (const { id, holidays, timezone } of schedules) {
      const today = wallClock(year.from, timezone).date
      const missing = dueYears(today).find(candidate => !holdsYear(holidays, candidate))
      const last = missing === undefined ? undefined : lastBefore(holidays, missing)
      if (missing === undefined || !last) continue
      yield {
        message: `schedule \`${id}\` has holidays in ${yearOf(last.value.last)} and none in ${missing}`,
        place: last.place,
        help: `add those of ${missing}, as in \`${missing}-01-01\`; where there are none any more, remove the others`,
      }
    }
  },
}

/** This year and, from October on, the next: before that it is usually not entered yet. */
function dueYears(today: string): readonly number[] {
  const now = yearOf(today)
  return today.slice(5) >= '10-01' ? [now, now + 1] : [now]
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4))
}

function holdsYear(holidays: readonly Located<DateRange>[], year: number): boolean {
  return holidays.some(({ value }) => yearOf(value.first) <= year && year <= yearOf(value.last))
}

function lastBefore(holidays: readonly Located<DateRange>[], year: number): Located<DateRange> | undefined {
  return holidays
    .filter(({ value }) => yearOf(value.last) < year)
    .reduce<Located<DateRange> | undefined>(
      (last, one) => (last && last.value.last >= one.value.last ? last : one),
      undefined,
    )
}
