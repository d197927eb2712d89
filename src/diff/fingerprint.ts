import type { Line, Schedule } from '../model/project.js'

/**
 * A text that is the same for lines which treat every call alike because they say the same, wherever and under
 * whatever names they say it. Lines with different texts may still treat every call alike.
 */
export function fingerprint(line: Line): string {
  return JSON.stringify(line, replace)
}

function replace(key: string, value: unknown): unknown {
  if (key === 'place' || key === 'written') return undefined
  if (typeof value === 'bigint') return String(value)
  if (isSchedule(value)) {
    const { timezone, weekly, holidays } = value
    return {
      timezone,
      weekly: weekly.map(({ days, range }) => [days, range]),
      holidays: holidays.map(item => item.value),
    }
  }
  return value
}

function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'weekly' in value
}
