import { addressSet, countAddresses, formatPoint, networksOf } from '../model/address-set.js'
import { formatMoment } from '../model/format-instant.js'
import { contains, type Interval } from '../model/intervals.js'
import { formatNetwork } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { decide } from '../policy/decide.js'
import { goodCall } from '../policy/good-call.js'
import { planOf } from '../policy/plan-of.js'
import { type Way, waysThrough, witnessOf } from '../policy/reach.js'
import { mostReturns } from '../policy/refer.js'
import { lengthOf } from '../policy/time-sets.js'
import { day, lineTimes, minute } from '../policy/timeline.js'
import { describeEnding } from './text.js'

/** What holds of every line for all sources, all minutes of a year and all outcomes, each with a witness. */
export function proofText(project: Project, year: Interval<number>): string {
  return project.lines
    .map(line => [`line ${line.id}`, ...proveLine(project, line, year), ''].join('\n'))
    .join('\n')
}

function proveLine(project: Project, line: Line, year: Interval<number>): string[] {
  return [
    ...proveCallers(project, line, year),
    ...proveOpening(project, line, year),
    ...proveEndings(project, line, year),
    ...proveReturns(line),
  ]
}

/** Who may call, and one who may not: the first address after a range. */
function proveCallers(project: Project, line: Line, year: Interval<number>): string[] {
  const set = addressSet(line.allow.map(({ value }) => value))
  const outside = set.map(({ to }) => to).find(point => !contains(set, point))
  const names = networksOf(set).map(formatNetwork).join(', ')
  const good = goodCall(project, line, year.from)
  const stranger =
    outside === undefined ? undefined : { ...good, source: formatPoint(outside), offer: undefined }
  return [
    `  callers: ${names || 'nobody'} (${countAddresses(set)} addresses) and no other`,
    ...(stranger ? [`    ${stranger.source}: ${describeEnding(decide(project, stranger))}`] : []),
  ]
}

function proveOpening({ site }: Project, line: Line, year: Interval<number>): string[] {
  const times = lineTimes(line, year)
  const zone = line.hours?.timezone ?? line.override?.timezone ?? site.timezone
  const total = lengthOf(times) / minute
  const [first] = times
  if (first === undefined) return ['  open: never']
  if (total === (year.to - year.from) / minute) return ['  open: at every minute']
  const weekly = Math.round((total * 7 * day) / (year.to - year.from))
  return [`  open: ${weekly} minutes a week on average, first ${formatMoment(first, zone)} ${zone}`]
}

/** Every end that a call can come to, with the first call of the year that does. */
function proveEndings(project: Project, line: Line, year: Interval<number>): string[] {
  const { steps } = planOf(line)
  const zone = line.hours?.timezone ?? line.override?.timezone ?? project.site.timezone
  const ends = [...waysThrough(line, year).values()].filter(({ edge }) => steps.has(edge))
  return ends.map((way: Way) => {
    const call = witnessOf(project, line, way)
    return `  ends in ${describeEnding(decide(project, call))}, first on ${formatMoment(call.at, zone)}`
  })
}

/** Whoever is reached by overflow may hand the call back with REFER, but only to a line and only so often. */
function proveReturns({ overflow }: Line): string[] {
  return overflow.length === 0
    ? []
    : [`  loops: a target may hand a call back with REFER to a line ${mostReturns} times; then the call ends`]
}
