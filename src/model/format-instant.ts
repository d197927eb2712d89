import { dayNames, formatTime } from './clock.js'
import { instantsOf, offsetAt, wallClock } from './zone-clock.js'

/** `mon 2026-11-30 09:00`, as a clock in the zone shows it. */
export function formatMoment(instant: number, zone: string): string {
  return `${formatDay(instant, zone)} ${formatTime(wallClock(instant, zone).minute)}`
}

/** `mon 2026-11-30` */
export function formatDay(instant: number, zone: string): string {
  const { date, day } = wallClock(instant, zone)
  return `${dayNames[day]} ${date}`
}

/** `2026-11-24T10:00 Europe/Paris`; on the night the clocks go back, with the offset that says which hour is meant. */
export function formatInstant(instant: number, zone: string): string {
  const { date, minute } = wallClock(instant, zone)
  const seconds = Math.floor(instant / 1000) % 60
  const time = `${date}T${formatTime(minute)}${seconds === 0 ? '' : `:${String(seconds).padStart(2, '0')}`}`
  const offset = offsetAt(instant, zone)
  const ambiguous = instantsOf(instant + offset, zone).length > 1
  return `${time}${ambiguous ? formatOffset(offset) : ''} ${zone}`
}

function formatOffset(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  return `${minutes < 0 ? '-' : '+'}${formatTime(Math.abs(minutes))}`
}
