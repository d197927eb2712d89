import { formatDay } from '../model/format-instant.js'
import { decide } from '../policy/decide.js'
import { goodCall } from '../policy/good-call.js'
import { lineTimes } from '../policy/timeline.js'
import type { LineRule } from './rule.js'

export const neverOpen: LineRule = {
  code: 'never-open',
  severity: 'warning',
  summary: 'a line is open at some minute of the coming year',
  why: 'Nobody is ever offered a call of a line that is always closed.',
  wholeProject: true,
  *checkLine(line, project, year) {
    if (!year) return
    const { id, hours, override, written, place } = line
    if ((!hours && !override) || lineTimes(line, year).length > 0) return
    const zone = hours?.timezone ?? override?.timezone ?? 'UTC'
    const { outcome } = decide(project, goodCall(project, line, year.from))
    yield {
      message: `line \`${id}\` is closed at every minute of the year from ${formatDay(year.from, zone)} on; a call then ends in ${outcome}`,
      place: (override ? override.place : written.get('hours')) ?? place,
      help: override ? 'give the override an `until`, or remove it' : 'write hours in which the line is open',
    }
  },
}
