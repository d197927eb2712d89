import { formatDay, formatMoment } from '../model/format-instant.js'
import { wallClock } from '../model/zone-clock.js'
import { goodCall } from '../policy/good-call.js'
import type { Times } from '../policy/time-sets.js'
import { join, lengthOf, meet, without } from '../policy/time-sets.js'
import { day, minute } from '../policy/timeline.js'
import { type Difference, type Pair, witnessOf, zoneOf } from './difference.js'
import { endingsOf, type Situation, situationsOf } from './endings.js'

/** At which minutes calls end otherwise, and how. */
export function compareTimes(pair: Pair): Difference[] {
  const told = new Map<string, Times>()
  return situationsOf([pair.old.line, pair.now.line]).flatMap(situation =>
    compareSituation(pair, situation, told),
  )
}

function compareSituation(pair: Pair, situation: Situation, told: Map<string, Times>): Difference[] {
  const before = endingsOf(pair.old.line, situation, pair.year)
  const after = endingsOf(pair.now.line, situation, pair.year)
  return [...before].flatMap(([from, fromTimes]) =>
    [...after].flatMap(([to, toTimes]) => {
      if (from === to) return []
      const key = `${from} -> ${to}`
      const known = told.get(key)
      const both = meet(fromTimes, toTimes)
      const times = known ? without(both, known) : both
      if (times.length === 0) return []
      told.set(key, known ? join(known, times) : times)
      return [describe(pair, situation, key, times)]
    }),
  )
}

function describe(pair: Pair, { name, worldOf }: Situation, change: string, times: Times): Difference {
  const zone = zoneOf(pair.now)
  const at = times[0] ?? pair.year.from
  const call = { ...goodCall(pair.now.project, pair.now.line, at), world: worldOf(pair.now.line) }
  return {
    aspect: 'outcome',
    texts: [`${name}: ${change}, ${describeTimes(times, zone, pair.year)}`],
    witness: witnessOf(pair, call, zone),
  }
}

/** `at all times`, or `240 minutes a week on average, on 52 days, first fri 2026-11-27 17:00`. */
function describeTimes(times: Times, zone: string, year: Pair['year']): string {
  const total = lengthOf(times) / minute
  if (total === (year.to - year.from) / minute) return 'at all times'
  const dates = datesOf(times, zone)
  const first = times[0] ?? year.from
  const last = times.at(-1) ?? year.to
  const weekly = Math.round((total * 7 * day) / (year.to - year.from))
  const when =
    dates === 1
      ? `on ${formatDay(first, zone)}`
      : `on ${dates} days from ${formatDay(first, zone)} to ${formatDay(last - 1, zone)}`
  return `${weekly > 0 ? `${weekly} minutes a week on average` : `${total} minutes of the year`}, ${when}, first ${formatMoment(first, zone)}`
}

const counted = new WeakMap<Times, Map<string, number>>()

/** How many dates of the zone the times touch; remembered, because thousands of lines share their hours. */
function datesOf(times: Times, zone: string): number {
  const known = counted.get(times) ?? new Map<string, number>()
  counted.set(times, known)
  const count = known.get(zone) ?? countDates(times, zone)
  known.set(zone, count)
  return count
}

function countDates(times: Times, zone: string): number {
  const dates = new Set<string>()
  for (let i = 0; i < times.length; i += 2) {
    const [from, to] = [times[i] as number, times[i + 1] as number]
    // Noon of each day in between is safe from clocks that change.
    for (let at = from; at < to; at += day / 2) dates.add(wallClock(at, zone).date)
    dates.add(wallClock(to - 1, zone).date)
  }
  return dates.size
}
