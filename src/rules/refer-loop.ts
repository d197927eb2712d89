import { formatDestination } from '../model/destination.js'
import { formatMoment } from '../model/format-instant.js'
import type { Interval } from '../model/intervals.js'
import type { Line, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Call, Decision } from '../policy/call.js'
import type { TargetStep } from '../policy/call-plan.js'
import { decide } from '../policy/decide.js'
import { followRefers } from '../policy/follow-refers.js'
import { planOf } from '../policy/plan-of.js'
import { type Way, waysThrough, witnessOf } from '../policy/reach.js'
import { mostReturns } from '../policy/refer.js'
import { placeOfTarget } from '../policy/run-plan.js'
import { meet, whole, without } from '../policy/time-sets.js'
import { lineTimes } from '../policy/timeline.js'
import type { LineRule, RuleFinding } from './rule.js'

export const referLoop: LineRule = {
  code: 'refer-loop',
  severity: 'note',
  proof: true,
  summary: 'what an overflow target hands back comes to somebody else',
  why: `Whoever is reached by overflow or by a key may hand the call back to the line with REFER, and while nothing has changed the line sends it to the same target again; after ${mostReturns} returns the call ends.`,
  *checkLine(line, project, year) {
    if (year) yield* loopsOf(project, line, year)
  },
}

function* loopsOf(project: Project, line: Line, year: Interval<number>): Iterable<RuleFinding> {
  const targets = [...planOf(line).steps].flatMap(([id, step]) =>
    step.kind === 'target' ? [[id, step] as const] : [],
  )
  if (targets.length === 0) return
  const closed = without(whole(year), lineTimes(line, year))
  const ways = waysThrough(line, year)
  const zone = line.hours?.timezone ?? line.override?.timezone ?? project.site.timezone
  const back = { to: formatSipUri(line.uri.value), headers: [] }
  for (const [id, step] of targets) {
    const way = ways.get(id)
    if (!way) continue
    const call = witnessOf(project, line, wayWhileClosed(way, closed))
    const first = decide(project, call)
    const { decision } = followRefers(project, call, Array(mostReturns + 1).fill(back), first)
    if (decision.reason !== 'too-many-hops') continue
    const to = formatDestination(step.to)
    yield {
      message: `a call that \`${to}\` hands back to line \`${line.id}\` comes to it again ${whenever(step, first, call)}, such as one from ${call.source} on ${formatMoment(call.at, zone)} in ${zone}`,
      place: placeOfTarget(to, line) ?? line.place,
      help:
        step.role === 'key'
          ? 'see that it does not hand the call back to this line'
          : 'see that it does not hand the call back then, or turn voicemail on',
    }
  }
}

/** While a line is closed the loop happens whoever could answer, so an instant at which it is closed is the better example. */
function wayWhileClosed(way: Way, closed: Way['times']): Way {
  const times = meet(way.times, closed)
  return times.length > 0 ? { ...way, times, world: { ...way.world, talk: 200, agents: new Map() } } : way
}

function whenever({ role }: TargetStep, { reason }: Decision, { world }: Call): string {
  if (role === 'key') return `when the caller presses ${world.keys.join('')} again`
  if (reason === 'closed') return 'while the line is closed'
  return reason === 'talk-failed' ? 'while Talk does not take it' : 'while nobody takes it'
}
