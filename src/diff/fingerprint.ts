import type { Line, Project, Schedule } from '../model/project.js'

/**
 * A text that is the same for lines which treat every call alike because they say the same, wherever and under
 * whatever names they say it. Lines with different texts may still treat every call alike.
 */
export function fingerprint(line: Line): string {
  return JSON.stringify(line, replace)
}

/** All that a part of the model says, with every name and without its places; equal texts make equal files. */
export function exactText(part: Line | Project['trunks']): string {
  const text = known.get(part) ?? JSON.stringify(part, withoutPlaces)
  known.set(part, text)
  return text
}

const known = new WeakMap<object, string>()

function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'place' || key === 'written') return undefined
  return typeof value === 'bigint' ? String(value) : value
}

function replace(key: string, value: unknown): unknown {
  if (isSchedule(value)) {
    const { timezone, weekly, holidays } = value
    return {
      timezone,
      weekly: weekly.map(({ days, range }) => [days, range]),
      holidays: holidays.map(item => item.value),
    }
  }
  return withoutPlaces(key, value)
}

function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'weekly' in value
}
