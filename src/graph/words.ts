import type { DateRange } from '../model/clock.js'
import { dayNames, formatTime, type IsoDate } from '../model/clock.js'
import type { Override, Schedule } from '../model/project.js'
import { weekRanges } from './week.js'

/** How a manager says it: the texts of pictures and pages, in English. */
export const dayTitles = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

const monthTitles = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `30 seconds`, `5 minutes`, `1 minute 30 seconds`, `1 hour` */
export function sayDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
  return said.join(' ') || '0 seconds'
}

/** `Thursday 24 December 2026`; a range has its days in order and the year once. */
export function sayDates({ first, last }: DateRange): string {
  if (first === last) return sayDate(first)
  const from = sayDate(first)
  return first.slice(0, 4) === last.slice(0, 4)
    ? `${from.slice(0, -5)} to ${sayDate(last)}`
    : `${from} to ${sayDate(last)}`
}

function sayDate(date: IsoDate): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
  return `${dayTitles[weekday]} ${day} ${monthTitles[month - 1]} ${year}`
}

/** `Mon–Thu 09:00–12:30, 14:00–18:00; Fri 09:00–17:00`: days with the same hours share them. */
export function sayWeek(schedule: Schedule): string {
  const daysOf = new Map<string, number[]>()
  for (const [day, ranges] of weekRanges(schedule).entries()) {
    const hours = ranges.map(({ from, to }) => sayRange(from, to)).join(', ')
    daysOf.set(hours, [...(daysOf.get(hours) ?? []), day])
  }
  daysOf.delete('')
  return Array.from(daysOf, ([hours, days]) => `${sayDays(days)} ${hours}`).join('; ') || 'never'
}

export function sayRange(from: number, to: number): string {
  return from === 0 && to === 1440 ? 'all day' : `${formatTime(from)}–${formatTime(to)}`
}

/** `Mon–Wed, Fri`, `every day` */
function sayDays(days: readonly number[]): string {
  if (days.length === 7) return 'every day'
  const runs: number[][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run?.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined): string => {
    const short = dayNames[day as number] as string
    return `${short.slice(0, 1).toUpperCase()}${short.slice(1)}`
  }
  return runs
    .map(run =>
      run.length === 1 ? name(run[0]) : `${name(run[0])}${run.length === 2 ? ', ' : '–'}${name(run.at(-1))}`,
    )
    .join(', ')
}

/** `forced closed until Tuesday 1 December 2026 12:00 (Europe/Paris)` */
export function sayOverride({ state, until, timezone }: Override): string {
  if (!until) return `forced ${state}`
  const { date, minute } = until.value
  return `forced ${state} until ${sayDate(date)} ${formatTime(minute)} (${timezone})`
}
