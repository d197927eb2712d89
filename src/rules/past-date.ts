import { wallClock } from '../model/zone-clock.js'
import { lineTimes } from '../policy/timeline.js'
import type { Rule } from './rule.js'

export const pastDate: Rule = {
  code: 'past-date',
  severity: 'note',
  summary: 'dates lie in the future',
  why: 'A date that is over changes no call any more; often the one of the next year was forgotten.',
  *check(project, year) {
    if (!year) return
    for (const { holidays, timezone } of project.schedules) {
      const today = wallClock(year.from, timezone).date
      for (const { value, place } of holidays) {
        if (value.last >= today) continue
        const written = value.first === value.last ? value.first : `${value.first}..${value.last}`
        yield {
          message: `${written} is over: today is ${today}`,
          place,
          help: 'write the next one, or remove it',
        }
      }
    }
    for (const { id, override, hours } of project.lines) {
      if (!override?.until) continue
      const usual = lineTimes({ hours, override: undefined }, year)
      if (lineTimes({ hours, override }, year) !== usual) continue
      const { date } = override.until.value
      yield {
        message: `the override of line \`${id}\` ended on ${date}`,
        place: override.until.place,
        help: 'remove the override',
        severity: 'warning',
      }
    }
  },
}
