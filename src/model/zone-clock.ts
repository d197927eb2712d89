import type { IsoDate } from './clock.js'
import { tableFrom, tableTo, zoneOffsets } from './zone-offsets.gen.js'

/** Local date and time. */
export interface WallClock {
  readonly date: IsoDate
  /** 0 is Monday. */
  readonly day: number
  /** Minutes after midnight. */
  readonly minute: number
}

const millisecondsPerMinute = 60_000
const millisecondsPerDay = 86_400_000

/** What clocks in the zone show at an instant, in milliseconds since the Unix epoch. */
export function wallClock(instant: number, zone: string): WallClock {
  return readWall(instant + offsetAt(instant, zone))
}

/** A local time as if it were UTC, in milliseconds since the epoch. */
export function readWall(wall: number): WallClock {
  const days = Math.floor(wall / millisecondsPerDay)
  return {
    date: new Date(wall).toISOString().slice(0, 10) as IsoDate,
    day: weekdayOf(wall),
    minute: Math.floor((wall - days * millisecondsPerDay) / millisecondsPerMinute),
  }
}

/** The day of the week of a wall time; 0 is Monday. */
export function weekdayOf(wall: number): number {
  // 1970-01-01 was a Thursday.
  return (((Math.floor(wall / millisecondsPerDay) + 3) % 7) + 7) % 7
}

/** Every instant at which clocks in the zone show the wall time: none in a gap, two in a fold. */
export function instantsOf(wall: number, zone: string): number[] {
  const around = [wall - millisecondsPerDay, wall, wall + millisecondsPerDay]
  const offsets = new Set(around.map(instant => offsetAt(instant, zone)))
  return [...offsets]
    .map(offset => wall - offset)
    .filter(instant => instant + offsetAt(instant, zone) === wall)
    .sort((a, b) => a - b)
}

/** A stretch of time in which clocks in a zone are ahead of UTC by the same number of milliseconds. */
export interface OffsetSpan {
  readonly from: number
  readonly to: number
  readonly offset: number
}

/** The whole stretch from one instant to another, cut where the clocks change. */
export function offsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans: { from: number; to: number; offset: number }[] = []
  let start = from
  let offset = offsetAt(from, zone)
  // No zone changes its clocks twice within ten days; even the Ramadan changes are a month apart.
  for (let probe = from; probe < to; ) {
    const next = Math.min(probe + 10 * millisecondsPerDay, to)
    const after = offsetAt(next, zone)
    if (after !== offset) {
      const change = findChange(zone, probe, next, offset)
      spans.push({ from: start, to: change, offset })
      start = change
      offset = after
    }
    probe = next
  }
  if (start < to) spans.push({ from: start, to, offset })
  return spans
}

/** The second at which the offset changes, by bisection: `before` still has the old offset, `after` the new one. */
function findChange(zone: string, before: number, after: number, offset: number): number {
  let low = before
  let high = after
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (offsetAt(middle, zone) === offset) low = middle
    else high = middle
  }
  return high
}

/** What clocks in the zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  const changes = tables.get(zone) ?? readTable(zone)
  if (instant < tableFrom || instant >= tableTo || changes.length === 0) return askIntl(instant, zone)
  const minute = (instant - tableFrom) / millisecondsPerMinute
  let at = 0
  while (minute >= (changes[at + 1] ?? Number.POSITIVE_INFINITY)) at += 2
  return (changes[at] as number) * millisecondsPerMinute
}

/** Minutes ahead, the minute of the change, minutes ahead, and so on; empty for a zone that the table lacks. */
const tables = new Map<string, readonly number[]>()

function readTable(zone: string): readonly number[] {
  const [changes] = zoneOffsets.find(([, zones]) => zones.split(' ').includes(zone)) ?? []
  const table = changes?.split(' ').map(Number) ?? []
  tables.set(zone, table)
  return table
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Created on demand: the first Intl formatter costs a quarter of Node's start-up time. */
export function askIntl(instant: number, zone: string): number {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  formatters.set(zone, formatter)
  // formatToParts() takes twice as long: `11/24/2026, 09:30:00`.
  const [month, day, year, hour, minute, second] = (formatter.format(instant).match(/\d+/g) ?? []).map(Number)
  const shown = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second)
  return shown - Math.floor(instant / 1000) * 1000
}
