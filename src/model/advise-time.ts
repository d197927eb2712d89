import type { Advice } from './advice.js'
import {
  dayNames,
  formatTime,
  type IsoDate,
  parseDate,
  parseDateRange,
  parseDays,
  parseDuration,
  parseTimeRange,
  parseWallTime,
} from './clock.js'
import type { Bounds } from './durations.js'

const between = String.raw`\s*(?:-|–|—|\.\.+|to|until|bis)\s*`

/** What to write in place of a text that is no range of times. */
export function adviseTimes(text: string): Advice {
  const example = { help: 'write it as in `09:00-18:00`, from 00:00 to 24:00' }
  if (isClosed(text)) return { help: 'remove the day: a day that is not named is closed' }
  const parts = text.split(/[,;&+]|\s+and\s+/).map(part => part.trim())
  const ranges = parts.length > 1 ? parts.map(readRange) : []
  if (parts.length > 1 && ranges.every(range => range !== undefined)) {
    const yaml = `[${ranges.join(', ')}]`
    return { help: `write \`${yaml}\``, yaml }
  }
  const [, fromText, toText] = new RegExp(`^(.+?)${between}(.+)$`, 'i').exec(text.trim()) ?? []
  const from = fromText === undefined ? undefined : readTime(fromText)
  const to = toText === undefined ? undefined : readTime(toText)
  if (from === undefined || to === undefined) return example
  const meant = `${formatTime(from === 1440 ? 0 : from)}-${formatTime(to === 0 ? 1440 : to)}`
  if (from === to && from % 1440 === 0)
    return { help: 'write `00:00-24:00` for the whole day', text: '00:00-24:00' }
  return typeof parseTimeRange(meant) === 'string' ? example : { help: `write \`${meant}\``, text: meant }
}

function readRange(text: string): string | undefined {
  return typeof parseTimeRange(text) === 'string' ? adviseTimes(text).text : text
}

/** Words that people write for a closed day. */
export function isClosed(text: string): boolean {
  return /^(closed?|none|no|off|false|never|null|nothing|0|-|—|–)?$/i.test(text.trim())
}

/** `9`, `9:30`, `9.30`, `9h30`, `0930`, `9 am`; minutes after midnight. */
function readTime(text: string): number | undefined {
  const [, hourText = '', minuteText = '0', half] =
    /^(\d{1,2})(?:[:.h]?(\d{2}))?(?::00)?\s*(?:h|hrs?|uhr)?\s*(am|pm|a\.m\.|p\.m\.)?$/i.exec(text.trim()) ??
    []
  if (hourText === '') return undefined
  const hour = Number(hourText)
  const isPm = half !== undefined && /^p/i.test(half)
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined
  const minutes = (half === undefined ? hour : (hour % 12) + (isPm ? 12 : 0)) * 60 + Number(minuteText)
  return Number(minuteText) < 60 && minutes <= 1440 ? minutes : undefined
}

const dayWords: ReadonlyMap<string, string> = new Map([
  ...['weekdays', 'weekday', 'workdays', 'workday'].map(word => [word, 'mon-fri'] as const),
  ...['weekend', 'weekends'].map(word => [word, 'sat,sun'] as const),
  ...['daily', 'all', 'every day', 'everyday', 'always', 'week', '*'].map(word => [word, 'mon-sun'] as const),
])

/** What to write in place of a text that is no days. */
export function adviseDays(text: string): Advice {
  const example = {
    help: `write days as in \`mon\`, \`mon-fri\` or \`sat,sun\`, of ${dayNames.join(' ')}`,
  }
  const word = dayWords.get(text.trim().toLowerCase())
  if (word !== undefined) return { help: `write \`${word}\``, text: word }
  const days = new Set<number>()
  for (const part of text.toLowerCase().split(/[,;/&+]| and /)) {
    const [fromName = '', toName = fromName, ...more] = part
      .split(new RegExp(between))
      .map(name => name.trim())
    const [from, to] = [dayOf(fromName), dayOf(toName)]
    if (from < 0 || to < 0 || more.length > 0) return example
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === to) break
    }
  }
  const meant = formatDays([...days].sort((a, b) => a - b))
  return typeof parseDays(meant) === 'string' ? example : { help: `write \`${meant}\``, text: meant }
}

const fullDays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

function dayOf(name: string): number {
  const letters = name.replace(/[.]$/, '').replace(/s$/, '')
  return letters.length < 2 ? -1 : fullDays.findIndex(day => day.startsWith(letters))
}

/** As in `mon-wed,fri`; 0 is Monday, and the days are in order. */
export function formatDays(days: readonly number[]): string {
  const runs: number[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs
    .map(run => [run[0] as number, ...(run.length > 1 ? [run.at(-1) as number] : [])])
    .map(ends => ends.map(day => dayNames[day]).join('-'))
    .join(',')
}

/** What to write in place of a text that is no date or range of dates. */
export function adviseDates(text: string): Advice {
  const example = { help: 'write it as in `2027-01-01` or `2026-12-24..2026-12-26`' }
  const range = /^(.+?)(?:\s+-\s+|\s*(?:\.\.+|–|—|\/(?=\d{4}-))\s*|\s+(?:to|until|bis)\s+)(.+)$/i.exec(
    text.trim(),
  )
  const ends = (range ? [range[1] as string, range[2] as string] : [text]).map(readDates)
  const [first = [], last = first] = ends
  if (first.length === 1 && last.length === 1) {
    const [a, b] = [first[0] as string, last[0] as string].sort() as [string, string]
    const meant = range && a !== b ? `${a}..${b}` : a
    if (typeof parseDateRange(meant) !== 'string') return { help: `write \`${meant}\``, text: meant }
  }
  if (!range && first.length === 2)
    return { help: `write \`${first[0]}\` or \`${first[1]}\`, whichever is meant` }
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])-\d\d$/.exec(text.trim()) ?? []
  if (year !== undefined) return { help: `that month ends with \`${lastOf(`${year}-${month}`)}\`` }
  return /^\D*\d{1,2}\D+\d{1,2}\D*$|[a-z]{3}/i.test(text)
    ? { help: `${example.help}, with its year` }
    : example
}

/** The dates that a text may mean: two when day and month could be swapped. */
function readDates(text: string): IsoDate[] {
  const two = (part: string): string => part.padStart(2, '0')
  const [, y, m, d] = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:T00:00(?::00)?Z?)?$/.exec(text.trim()) ?? []
  if (y !== undefined) return parsed([`${y}-${two(m as string)}-${two(d as string)}`])
  const [, one, sign, other, year] = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})$/.exec(text.trim()) ?? []
  if (one === undefined || other === undefined) return []
  const german = `${year}-${two(other)}-${two(one)}`
  return parsed(sign === '.' ? [german] : [german, `${year}-${two(one)}-${two(other)}`])
}

function parsed(texts: readonly string[]): IsoDate[] {
  return [...new Set(texts)].flatMap(text => parseDate(text) ?? [])
}

function lastOf(month: string): string {
  return ['31', '30', '29', '28'].map(day => `${month}-${day}`).find(text => parseDate(text)) as string
}

/** What to write in place of a text that is no date with a time. */
export function adviseWallTime(text: string): Advice {
  const [, date = '', time = '00:00'] =
    /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})(?:[T ,]+(\d{1,2}[:.]?\d{0,2})(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i.exec(
      text.trim(),
    ) ?? []
  const [day] = readDates(date)
  const minutes = readTime(time)
  const meant = day !== undefined && minutes !== undefined ? `${day}T${formatTime(minutes)}` : ''
  if (typeof parseWallTime(meant) === 'string') return { help: 'write it as in `2026-12-01T12:00`' }
  // A zone that was written may have been meant, so dropping it is no certain fix.
  return /Z$|[+-]\d\d:?\d\d$/i.test(text.replace(/^\d{4}-\d\d-\d\d/, ''))
    ? { help: `write \`${meant}\`, in the time zone of the line's hours` }
    : { help: `write \`${meant}\``, text: meant }
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^(s|secs?|seconds?|sek)$/, 1],
  [/^(m|mins?|minutes?)$/, 60],
  [/^(h|hrs?|hours?|std)$/, 3600],
]

/** What to write in place of a text that is no duration. */
export function adviseDuration(text: string, bounds?: Bounds): Advice {
  const example = { help: 'write a whole number of seconds, minutes or hours, as in `30s`, `5m`, `1h`' }
  const plain = text.trim().toLowerCase().replace(/^pt/, '')
  if (/^\d{1,6}$/.test(plain) && Number(plain) > 0) return adviseUnit(Number(plain), bounds)
  let seconds = 0
  for (const part of plain.split(/(?<=[a-z])[\s,]*(?=\d)/)) {
    const [, number = '', unit = ''] = /^(\d{1,6}(?:[.,]\d{1,2})?)\s*([a-z]+)\.?$/.exec(part) ?? []
    const size = units.find(([names]) => names.test(unit))?.[1]
    if (size === undefined) return example
    seconds += Number(number.replace(',', '.')) * size
  }
  if (bounds && !isWithin(seconds, bounds)) return { help: adviseWithin(seconds, bounds) }
  const meant = formatDuration(Math.round(seconds))
  return parseDuration(meant) ? { help: `write \`${meant}\``, text: meant } : example
}

/** A number without a unit: the unit is certain if only one gives a value within the bounds. */
function adviseUnit(number: number, bounds?: Bounds): Advice {
  const meant = [
    [number, `${number}s`],
    [number * 60, `${number}m`],
  ] as const
  const [only, other] = meant
    .filter(([seconds]) => !bounds || isWithin(seconds, bounds))
    .map(([, text]) => text)
  if (only === undefined && bounds) return { help: adviseWithin(number, bounds) }
  if (only !== undefined && other === undefined) return { help: `write \`${only}\``, text: only }
  return { help: `write \`${number}s\` for seconds, \`${number}m\` for minutes` }
}

/** What to write in place of a duration that is out of bounds. */
export function adviseWithin(seconds: number, { least, most, text }: Bounds): string {
  return `write ${text}, such as \`${formatDuration(seconds < least ? least : most)}\``
}

function isWithin(seconds: number, { least, most }: Bounds): boolean {
  return seconds >= least && seconds <= most
}

function formatDuration(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60}m` : `${seconds}s`
}
