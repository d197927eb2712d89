import { printable } from '../printable.js'

/** Days of the week, Monday first, as ISO 8601 counts them; a day is its index here. */
export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export const minutesPerDay = 24 * 60

/** Minutes after midnight, the end excluded; an end before the start lies on the next day. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** A calendar date `YYYY-MM-DD` of the proleptic Gregorian calendar; text order is date order. */
export type IsoDate = string & { readonly brand: 'IsoDate' }

/** Both ends included. */
export interface DateRange {
  readonly first: IsoDate
  readonly last: IsoDate
}

/** A date and the minute of its day on the clocks of some zone. */
export interface WallTime {
  readonly date: IsoDate
  readonly minute: number
}

/** `mon`, `mon-fri`, `sat,sun`; a range may run over the weekend (`fri-mon`). A text says what is wrong. */
export const parseDays = remembered(readDays)

/** Cached: thousands of lines repeat the same inline hours. */
function remembered<Value>(parse: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = parse(text)
    if (known.size < mostRemembered) known.set(text, value)
    return value
  }
}

/** Bound of the cache, far above the number of different texts in a real project. */
const mostRemembered = 1000

function readDays(text: string): readonly number[] | string {
  const days = new Set<number>()
  for (const part of text.toLowerCase().split(',')) {
    const [fromName = '', toName = fromName, ...more] = part.trim().split('-')
    const from = dayIndex(fromName)
    const to = dayIndex(toName)
    if (more.length > 0) return `\`${printable(part.trim())}\` is no range of days`
    if (from < 0) return `\`${printable(fromName)}\` is no day`
    if (to < 0) return `\`${printable(toName)}\` is no day`
    for (let day = from; ; day = (day + 1) % 7) {
      if (days.has(day)) return `\`${dayNames[day]}\` stands twice in \`${printable(text)}\``
      days.add(day)
      if (day === to) break
    }
  }
  return [...days].sort((a, b) => a - b)
}

function dayIndex(name: string): number {
  return dayNames.indexOf(name.trim() as (typeof dayNames)[number])
}

/** `HH:MM-HH:MM`, the end excluded, `24:00` allowed as an end. A text says what is wrong. */
export const parseTimeRange = remembered(readTimeRange)

function readTimeRange(text: string): TimeRange | string {
  const match = /^([^-]*)-([^-]*)$/.exec(text)
  if (!match) return 'a time range is written HH:MM-HH:MM'
  const [, fromText = '', toText = ''] = match
  const from = parseTime(fromText)
  const to = parseTime(toText)
  if (from === undefined) return `\`${printable(fromText)}\` is no time of day`
  if (to === undefined) return `\`${printable(toText)}\` is no time of day`
  if (from === minutesPerDay) return 'a range cannot begin at 24:00'
  if (from === to) return 'it begins and ends at the same minute, so it is never open'
  return { from, to }
}

function parseTime(text: string): number | undefined {
  const match = /^([0-9]{2}):([0-9]{2})$/.exec(text)
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN
  return match && Number(match[2]) < 60 && minutes <= minutesPerDay ? minutes : undefined
}

export function formatTime(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Seconds of `30s`, `5m` or `1h`. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]{1,6})([smh])$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[match[2] as 's' | 'm' | 'h']
}

/** `2027-01-01` or `2026-12-24..2026-12-26`. A text says what is wrong. */
export function parseDateRange(text: string): DateRange | string {
  const [firstText = '', lastText = firstText, ...more] = text.split('..')
  if (more.length > 0) return 'a range of dates has one `..`'
  const first = parseDate(firstText)
  const last = parseDate(lastText)
  if (first === undefined) return `\`${printable(firstText)}\` is no date written YYYY-MM-DD`
  if (last === undefined) return `\`${printable(lastText)}\` is no date written YYYY-MM-DD`
  return last < first ? `it ends before it begins: ${last} comes before ${first}` : { first, last }
}

export function parseDate(text: string): IsoDate | undefined {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
    ? (text as IsoDate)
    : undefined
}

export function nextDate(date: IsoDate): IsoDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const two = (value: number): string => String(value).padStart(2, '0')
  if (day < daysInMonth(year, month)) return `${date.slice(0, 8)}${two(day + 1)}` as IsoDate
  if (month < 12) return `${date.slice(0, 5)}${two(month + 1)}-01` as IsoDate
  return `${String(year + 1).padStart(4, '0')}-01-01` as IsoDate
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

/** `2026-12-01T12:00`. A text says what is wrong. */
export function parseWallTime(text: string): WallTime | string {
  const [dateText = '', timeText = '', ...more] = text.split('T')
  const date = parseDate(dateText)
  const minute = parseTime(timeText)
  if (more.length > 0 || timeText === '') return 'a date and a time are written YYYY-MM-DDTHH:MM'
  if (date === undefined) return `\`${printable(dateText)}\` is no date written YYYY-MM-DD`
  if (minute === undefined || minute === minutesPerDay)
    return `\`${printable(timeText)}\` is no time of day from 00:00 to 23:59`
  return { date, minute }
}
