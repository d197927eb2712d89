import { UsageError } from '../errors.js'
import { parseDate } from '../model/clock.js'
import type { Interval } from '../model/intervals.js'
import { day } from '../policy/timeline.js'

/**
 * The coming year, in milliseconds since the epoch, from midnight UTC of a date on; of today when none is given.
 * Proofs look at it, and never at a clock: what is generated does not depend on it.
 */
export function comingYear(date: string | undefined): Interval<number> {
  if (date !== undefined && parseDate(date) === undefined)
    throw new UsageError(`--date \`${date}\`: write a date as in \`2026-11-24\``)
  const from = date === undefined ? Math.floor(Date.now() / day) * day : Date.parse(`${date}T00:00Z`)
  return { from, to: from + 366 * day }
}
