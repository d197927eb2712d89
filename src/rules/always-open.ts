import { lengthOf } from '../policy/time-sets.js'
import { lineTimes } from '../policy/timeline.js'
import type { LineRule } from './rule.js'

export const alwaysOpen: LineRule = {
  code: 'always-open',
  severity: 'note',
  summary: 'hours close a line at some minute of the coming year',
  why: 'Hours that never close say nothing: without them the line is open as well.',
  wholeProject: true,
  *checkLine(line, _, year) {
    if (!year) return
    const { id, hours, override, written, place } = line
    if (!hours || lengthOf(lineTimes(line, year)) < year.to - year.from) return
    yield {
      message: `line \`${id}\` is open at every minute of the coming year${override ? ', by its override' : ''}`,
      place: (override ? override.place : written.get('hours')) ?? place,
      help: override
        ? 'give the override an `until`, or remove it'
        : 'remove the hours, or write when the line is closed',
    }
  },
}
