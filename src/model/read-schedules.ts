import type { Located, Place } from '../diagnostic.js'
import { printable } from '../printable.js'
import { defaults } from '../schema/key-facts.gen.js'
import type { Times, Weekly } from '../schema/project-types.gen.js'
import { asFinding } from './advice.js'
import { adviseMidnight, type Midnight } from './advise-midnight.js'
import { adviseDates, adviseDays, adviseTimes } from './advise-time.js'
import { type DateRange, dayNames, formatTime, parseDateRange, parseDays, parseTimeRange } from './clock.js'
import { type Cursor, child, items, located, type Member, members } from './cursor.js'
import type { Schedule, WeeklyHours } from './project.js'
import { checkId, type Reader } from './reader.js'
import { zoneFault } from './zone.js'

interface ScheduleShape {
  timezone?: string
  weekly: Weekly
  holidays?: string[]
}

export function readSchedule(
  reader: Reader,
  { id, idPlace, cursor }: Member<ScheduleShape>,
  siteZone: string,
): Schedule {
  checkId(reader, 'schedule', id, idPlace)
  const timezone = child(cursor, 'timezone')
  return {
    id,
    place: idPlace,
    owner: 'project',
    timezone: timezone ? readZone(reader, timezone) : siteZone,
    weekly: readWeekly(reader, child(cursor, 'weekly')),
    holidays: items(child(cursor, 'holidays')).flatMap(item => readHoliday(reader, item)),
  }
}

/** Weekly hours written inside a line, in the site's time zone. */
export function readInlineHours(
  reader: Reader,
  cursor: Cursor<Weekly>,
  lineId: string,
  place: Place,
  siteZone: string,
): Schedule {
  return {
    id: lineId,
    place,
    owner: 'line',
    timezone: siteZone,
    weekly: readWeekly(reader, cursor),
    holidays: [],
  }
}

export function readZone(reader: Reader, cursor: Cursor<string>): string {
  const { value, place } = located(cursor)
  const fault = zoneFault(value, reader.guess)
  if (!fault) return value
  const { reason, guess } = fault
  reader.report('unknown-zone', `\`${printable(value)}\` is no time zone: ${reason}`, place, {
    help: fault.help ?? (guess ? `write \`${guess}\`` : 'write an IANA name such as `Europe/Paris`'),
    ...(guess ? { fix: { place, text: guess } } : {}),
  })
  return defaults['site.timezone']
}

function readWeekly(reader: Reader, cursor: Cursor<Weekly> | undefined): WeeklyHours[] {
  const all = members(cursor as Cursor<Record<string, Times>> | undefined)
  const keys = all.flatMap(({ id }) => {
    const days = parseDays(id)
    return typeof days === 'string' ? [] : [{ text: id, days }]
  })
  return all.flatMap(({ id, idPlace, cursor: times }) => {
    const days = parseDays(id)
    if (typeof days === 'string') {
      reader.report('bad-days', days, idPlace, asFinding(adviseDays(id), idPlace))
      return []
    }
    const texts =
      times.node.kind === 'sequence' ? items(times as Cursor<string[]>) : [times as Cursor<string>]
    const ranges = texts.flatMap(text => readTimes(reader, text, days))
    for (const { range, place } of ranges) {
      if (range.to < range.from && range.to > 0)
        reportMidnight(reader, { days, range, inList: texts.length > 1, keys }, place)
    }
    return ranges
  })
}

function reportMidnight(reader: Reader, midnight: Midnight, place: Place): void {
  const { days, range } = midnight
  const [from, to] = [formatTime(range.from), formatTime(range.to)]
  const day = dayNames[days[0] as number]
  const next = dayNames[((days[0] as number) + 1) % 7]
  reader.report(
    'over-midnight',
    `\`${from}-${to}\` runs over midnight: ${day} ${from} to ${next} ${to}`,
    place,
    {
      help: `if that is meant, write ${adviseMidnight(midnight)}; else swap the two times`,
    },
  )
}

function readTimes(reader: Reader, cursor: Cursor<string>, days: readonly number[]): WeeklyHours[] {
  const { value, place } = located(cursor)
  const range = parseTimeRange(value)
  if (typeof range === 'string') {
    reader.report(
      'bad-time',
      `\`${printable(value)}\`: ${range}`,
      place,
      asFinding(adviseTimes(value), place),
    )
    return []
  }
  return [{ days, range, place }]
}

function readHoliday(reader: Reader, cursor: Cursor<string>): Located<DateRange>[] {
  const { value, place } = located(cursor)
  const dates = parseDateRange(value)
  if (typeof dates !== 'string') return [{ value: dates, place }]
  reader.report('bad-date', `\`${printable(value)}\`: ${dates}`, place, asFinding(adviseDates(value), place))
  return []
}
