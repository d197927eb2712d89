import { formatMoment } from '../model/format-instant.js'
import { planOf } from '../policy/plan-of.js'
import { waysThrough, witnessOf } from '../policy/reach.js'
import { lengthOf } from '../policy/time-sets.js'
import { minute } from '../policy/timeline.js'
import type { LineRule } from './rule.js'

export const deadEnd: LineRule = {
  code: 'dead-end',
  severity: 'warning',
  summary: 'at every minute some overflow target takes a call that nobody answers',
  why: 'In such a minute the caller hears a message and the call ends with 480, although the line has overflow.',
  wholeProject: true,
  *checkLine(line, project, year) {
    if (!year) return
    if (!line.overflow.some(({ during }) => during)) return
    const { steps } = planOf(line)
    const last = [...steps].find(([, step]) => step.kind === 'during' && step.closed === 'nobody')
    const way = last && waysThrough(line, year).get(`${last[0]} closed`)
    const [first] = way?.times ?? []
    if (!way || first === undefined) return
    const minutes = lengthOf(way.times) / minute
    const zone = line.hours?.timezone ?? project.site.timezone
    const { source } = witnessOf(project, line, way)
    yield {
      message: `a call of line \`${line.id}\` that nobody answers ends nowhere in ${minutes} minutes of the coming year, such as one from ${source} on ${formatMoment(first, zone)} in ${zone}`,
      place: line.written.get('overflow') ?? line.place,
      help: 'add a last overflow target without `during`, or let the schedules of two targets meet',
    }
  },
}
