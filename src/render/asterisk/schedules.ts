import { dayNames, formatTime } from '../../model/clock.js'
import type { Schedule } from '../../model/project.js'
import { type TimeCondition, timeConditions } from '../../policy/hours.js'
import { priorities } from './dialplan.js'
import { argument, comment } from './quote.js'

/** A dialplan context that returns `open` or `closed`. */
export interface ScheduleView {
  readonly context: string
  readonly title: string
  readonly conditions: readonly string[]
}

export function scheduleContext({ id, owner }: Schedule): string {
  return owner === 'project' ? `schedule-${id}` : `hours-${id}`
}

export function scheduleView(schedule: Schedule): ScheduleView {
  const zone = argument(schedule.timezone)
  const conditions = timeConditions(schedule.weekly)
  const steps = [
    ...holidaySteps(schedule, zone),
    ...conditions.map(condition => `GotoIfTime(${timeSpec(condition)},${zone}?open)`),
    { label: 'closed', step: 'Return(closed)' },
    { label: 'open', step: 'Return(open)' },
  ]
  return {
    context: scheduleContext(schedule),
    title: comment(titleOf(schedule, conditions)),
    conditions: priorities('s', steps),
  }
}

/** A date has a year, which GotoIfTime does not know; as numbers, dates compare like dates. */
function holidaySteps({ holidays }: Schedule, zone: string): string[] {
  if (holidays.length === 0) return []
  const number = (date: string): string => date.replaceAll('-', '')
  return [
    `Set(TODAY=\${STRFTIME(\${EPOCH},${zone},%Y%m%d)})`,
    ...holidays.map(({ value: { first, last } }) => {
      return first === last
        ? `GotoIf($[\${TODAY} = ${number(first)}]?closed)`
        : `GotoIf($[\${TODAY} >= ${number(first)} & \${TODAY} <= ${number(last)}]?closed)`
    }),
  ]
}

/** Asterisk's own notation, in which the last minute of a range is part of it. */
function timeSpec({ days, from, to }: TimeCondition): string {
  return `${formatTime(from)}-${formatTime(to - 1)},${formatDays(days, '&')},*,*`
}

/** `mon-wed&fri` */
function formatDays(days: readonly number[], separator: string): string {
  if (days.length === 7) return '*'
  const runs: number[][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && day === (run.at(-1) as number) + 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined): string => dayNames[day as number] as string
  return runs
    .map(run => (run.length === 1 ? name(run[0]) : `${name(run[0])}-${name(run.at(-1))}`))
    .join(separator)
}

function titleOf({ timezone, holidays }: Schedule, conditions: readonly TimeCondition[]): string {
  const hours = conditions.map(
    ({ days, from, to }) =>
      `${formatDays(days, ',').replace('*', 'every day')} ${formatTime(from)}-${formatTime(to)}`,
  )
  const dates = holidays.map(({ value: { first, last } }) => (first === last ? first : `${first}..${last}`))
  return `${timezone}: ${hours.join(', ') || 'never'}${dates.length > 0 ? `, closed on ${dates.join(', ')}` : ''}`
}
