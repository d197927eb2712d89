import { dayNames, formatTime, minutesPerDay, type TimeRange } from '../../model/clock.js'
import type { Schedule } from '../../model/project.js'
import { mergeDates, weekMinutes } from '../../policy/hours.js'
import { type TimeCondition, timeConditions } from '../../policy/time-conditions.js'
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
  const { weekly, holidays, timezone } = schedule
  if (holidays.length > 0) return { context: scheduleContext(schedule), ...findView(schedule) }
  const key = `${timezone}|${weekly.map(({ days, range }) => `${days.join('')} ${range.from}-${range.to}`).join('|')}`
  const view = known.get(key) ?? findView(schedule)
  if (known.size < mostKnown) known.set(key, view)
  return { context: scheduleContext(schedule), ...view }
}

type HoursView = Omit<ScheduleView, 'context'>

/** Worked out once for all schedules with the same hours: thousands of lines have them, each in words of its own. */
const known = new Map<string, HoursView>()

/** Where every line has hours of its own, no more is kept than memory notices. */
const mostKnown = 1000

function findView(schedule: Schedule): HoursView {
  const zone = argument(schedule.timezone)
  const conditions = timeConditions(weekMinutes(schedule.weekly))
  const steps = [
    ...holidaySteps(schedule, zone),
    ...conditions.map(condition => `GotoIfTime(${timeSpec(condition)},${zone}?open)`),
    { label: 'closed', step: 'Return(closed)' },
    { label: 'open', step: 'Return(open)' },
  ]
  return {
    title: comment(titleOf(schedule, conditions)),
    conditions: priorities('s', steps),
  }
}

/** GotoIfTime has no year, so dates are compared as numbers (YYYYMMDD). */
function holidaySteps({ holidays }: Schedule, zone: string): string[] {
  if (holidays.length === 0) return []
  const number = (date: string): string => date.replaceAll('-', '')
  return [
    `Set(TODAY=\${STRFTIME(\${EPOCH},${zone},%Y%m%d)})`,
    ...mergeDates(holidays.map(({ value }) => value)).map(({ first, last }) => {
      return first === last
        ? `GotoIf($[\${TODAY} = ${number(first)}]?closed)`
        : `GotoIf($[\${TODAY} >= ${number(first)} & \${TODAY} <= ${number(last)}]?closed)`
    }),
  ]
}

/** Asterisk's own notation, in which the last minute of a range is part of it. */
function timeSpec({ days, ranges }: TimeCondition): string {
  const times = ranges.map(({ from, to }) => `${formatTime(from)}-${formatTime(to - 1)}`)
  return `${isWholeDay(ranges) ? '*' : times.join('&')},${formatDays(days, '&')},*,*`
}

function isWholeDay([first]: readonly TimeRange[]): boolean {
  return first?.from === 0 && first.to === minutesPerDay
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
  const hours = conditions.map(({ days, ranges }) => {
    const times = ranges.map(({ from, to }) => `${formatTime(from)}-${formatTime(to)}`)
    return `${formatDays(days, ',').replace('*', 'every day')} ${times.join(' and ')}`
  })
  const dates = holidays.map(({ value: { first, last } }) => (first === last ? first : `${first}..${last}`))
  return `${timezone}: ${hours.join(', ') || 'never'}${dates.length > 0 ? `, closed on ${dates.join(', ')}` : ''}`
}
