import { parseDate } from '../model/clock.js'
import { zoneFault } from '../model/zone.js'
import { instantsOf } from '../model/zone-clock.js'

/**
 * `2026-11-24T10:00 Europe/Paris`, seconds optional, to milliseconds since the Unix epoch. On the night the
 * clocks go back an hour comes twice and the offset says which one is meant: `2026-10-25T02:30+02:00 Europe/Paris`.
 * A text says what is wrong.
 */
export function parseInstant(text: string): number | string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?([+-]\d{2}:\d{2})? (\S+)$/.exec(text)
  if (!match) return 'a time is written `2026-11-24T10:00 Europe/Paris`'
  const [, date = '', hour, minute, second = '00', offset, zone = ''] = match
  if (parseDate(date) === undefined) return `\`${date}\` is no date`
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return `\`${hour}:${minute}:${second}\` is no time of day`
  const fault = zoneFault(zone)
  if (fault) return `\`${zone}\` is no time zone: ${fault.reason}`
  const wall = Date.parse(`${date}T${hour}:${minute}:${second}Z`)
  const instants = instantsOf(wall, zone)
  const [first, second2] = instants
  if (first === undefined) return 'the clocks skip this time on that night'
  if (offset !== undefined) {
    const meant = wall - offsetMinutes(offset) * 60_000
    return instants.includes(meant) ? meant : `the offset is not ${offset} in ${zone} at that time`
  }
  return second2 === undefined
    ? first
    : 'this time comes twice on that night; add the offset, as in `02:30+02:00`'
}

function offsetMinutes(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))
  return text.startsWith('-') ? -minutes : minutes
}
