import { minutesPerDay, type TimeRange } from '../model/clock.js'
import type { Schedule } from '../model/project.js'
import { weekMinutes } from '../policy/hours.js'

/** The open ranges of each day, Monday first, in order; an end at midnight is 24:00. */
export function weekRanges({ weekly }: Schedule): readonly (readonly TimeRange[])[] {
  const minutes = weekMinutes(weekly)
  return Array.from({ length: 7 }, (_, day) =>
    rangesIn(minutes.slice(day * minutesPerDay, (day + 1) * minutesPerDay)),
  )
}

function rangesIn(minutes: readonly boolean[]): TimeRange[] {
  const ranges: { from: number; to: number }[] = []
  for (const [minute, open] of minutes.entries()) {
    if (!open) continue
    const last = ranges.at(-1)
    if (last?.to === minute) last.to = minute + 1
    else ranges.push({ from: minute, to: minute + 1 })
  }
  return ranges
}
