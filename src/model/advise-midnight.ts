import { formatDays } from './advise-time.js'
import { formatTime, type TimeRange } from './clock.js'

/** A range of times, and where it stands. */
export interface Midnight {
  /** 0 is Monday. */
  readonly days: readonly number[]
  /** In minutes; it ends on the day after it begins. */
  readonly range: TimeRange
  /** Whether it is one of several in a list. */
  readonly inList: boolean
  /** The other keys of the week, each with its days. */
  readonly keys: readonly { readonly text: string; readonly days: readonly number[] }[]
}

/** How the same hours are written without a range that runs over midnight: what is open stays open, to the minute. */
export function adviseMidnight({ days, range, inList, keys }: Midnight): string {
  const evening = `${formatTime(range.from)}-24:00`
  const morning = `00:00-${formatTime(range.to)}`
  if (days.length === 7) return inList ? `\`${evening}, ${morning}\`` : `\`[${evening}, ${morning}]\``
  const next = days.map(day => (day + 1) % 7).sort((a, b) => a - b)
  const key = keys.find(one => one.days.length === next.length && one.days.every(day => next.includes(day)))
  return key
    ? `\`${evening}\`, and add \`${morning}\` to the times of \`${key.text}\``
    : `\`${evening}\`, and add \`${formatDays(next)}: ${morning}\` beside it`
}
