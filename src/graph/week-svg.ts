import { minutesPerDay } from '../model/clock.js'
import type { Schedule } from '../model/project.js'
import type { Drawing } from './flow-svg.js'
import { element, escapeMarkup } from './markup.js'
import { textWidth } from './text-width.js'
import { weekRanges } from './week.js'
import { dayTitles, sayDates, sayRange } from './words.js'

const left = 96
const hour = 25
const row = 27
const head = 24

/** A week of opening hours: a row for each day, a bar for each open range, and the dates on which it is closed. */
export function drawWeek(schedule: Schedule): Drawing {
  const width = left + 24 * hour + 20
  const grid = Array.from({ length: 9 }, (_, index) => drawHour(index * 3))
  const days = weekRanges(schedule).map((ranges, day) => drawDay(dayTitles[day] as string, ranges, day))
  const bottom = head + 7 * row
  const dates = schedule.holidays.map(({ value }, index) =>
    element(
      'text',
      { class: 'small', x: left, y: bottom + 24 + index * 17 },
      escapeMarkup(`closed on ${sayDates(value)}`),
    ),
  )
  return {
    markup: [...grid, ...days, ...dates].join('\n'),
    width,
    height: bottom + (dates.length > 0 ? 14 + dates.length * 17 : 4),
  }
}

function drawHour(number: number): string {
  const x = left + number * hour
  return (
    element('line', { class: 'grid', x1: x, x2: x, y1: head - 4, y2: head + 7 * row }) +
    element(
      'text',
      { class: 'small', x, y: head - 10, 'text-anchor': 'middle' },
      `${String(number).padStart(2, '0')}:00`,
    )
  )
}

function drawDay(title: string, ranges: readonly { from: number; to: number }[], day: number): string {
  const y = head + day * row
  const name = element('text', { x: left - 12, y: y + 18, 'text-anchor': 'end' }, title)
  const bars = ranges.map(({ from, to }) => drawBar(from, to, y))
  const closed =
    ranges.length === 0 ? element('text', { class: 'small', x: left + 10, y: y + 18 }, 'closed') : ''
  const line = element('line', { class: 'grid', x1: 0, x2: left + 24 * hour, y1: y, y2: y })
  return [line, name, ...bars, closed].join('')
}

/** The times stand on the bar, or beside a bar that is too short for them. */
function drawBar(from: number, to: number, y: number): string {
  const scale = (24 * hour) / minutesPerDay
  const [x, width] = [left + from * scale, (to - from) * scale]
  const text = sayRange(from, to)
  const bar = element('rect', {
    class: 'bar',
    x: x + 1,
    y: y + 4,
    width: Math.max(width - 2, 2),
    height: row - 8,
    rx: 3,
  })
  const needed = textWidth(text, 12) + 8
  if (width >= needed)
    return (
      bar + element('text', { class: 'on-bar', x: x + width / 2, y: y + 18, 'text-anchor': 'middle' }, text)
    )
  const after = x + width + needed < left + 24 * hour + 16
  return (
    bar +
    element(
      'text',
      { class: 'small', x: after ? x + width + 5 : x - 5, y: y + 18, 'text-anchor': after ? 'start' : 'end' },
      text,
    )
  )
}
