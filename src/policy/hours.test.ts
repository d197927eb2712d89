import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import {
  dayNames,
  formatTime,
  minutesPerDay,
  parseDateRange,
  parseDays,
  parseTimeRange,
} from '../model/clock.js'
import type { Schedule, WeeklyHours } from '../model/project.js'
import { currentZones } from '../model/zone-names.js'
import { weekMinutes, weekSpans } from './hours.js'
import { openingAt } from './open.js'
import { timeConditions } from './time-conditions.js'

const place = { file: 'sipin.yaml', span: { start: 0, end: 0 } }
const time = fc.integer({ min: 0, max: minutesPerDay - 1 })
const hours: fc.Arbitrary<WeeklyHours> = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    from: time,
    to: fc.integer({ min: 0, max: minutesPerDay }),
  })
  .filter(({ from, to }) => from !== to)
  .map(({ days, from, to }) => ({ days, range: { from, to }, place }))

/** Whether the minute is open by the words of the YAML alone: a range over midnight belongs to the day it begins on. */
function isOpen(weekly: readonly WeeklyHours[], day: number, minute: number): boolean {
  return weekly.some(({ days, range: { from, to } }) => {
    if (from < to) return days.includes(day) && from <= minute && minute < to
    return (days.includes(day) && from <= minute) || (days.includes((day + 6) % 7) && minute < to)
  })
}

describe('the week', () => {
  it('keeps every one of its 10,080 minutes through splitting and joining', () => {
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 4 }), weekly => {
        const spans = weekSpans(weekly)
        const conditions = timeConditions(weekMinutes(weekly))
        for (let day = 0; day < 7; day++) {
          for (let minute = 0; minute < minutesPerDay; minute++) {
            const open = isOpen(weekly, day, minute)
            const bySpan = spans.some(span => span.day === day && span.from <= minute && minute < span.to)
            const byCondition = conditions.some(
              ({ days, ranges }) =>
                days.includes(day) && ranges.some(({ from, to }) => from <= minute && minute < to),
            )
            if (bySpan !== open || byCondition !== open)
              throw new Error(`${dayNames[day]} ${formatTime(minute)}`)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('needs no two conditions for what one says', () => {
    const range = (text: string) => parseTimeRange(text) as { from: number; to: number }
    const weekly = [
      { days: [0, 1, 2], range: range('09:00-12:00'), place },
      { days: [0, 1, 2], range: range('12:00-18:00'), place },
      { days: [3], range: range('09:00-18:00'), place },
    ]
    expect(timeConditions(weekMinutes(weekly))).toEqual([
      { days: [0, 1, 2, 3], ranges: [{ from: 540, to: 1080 }] },
    ])
  })
})

const zones = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
]

describe('beside Temporal', () => {
  it('an instant is open as its wall clock says, in every zone, over every change of the clocks', () => {
    const year = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) - 1 })
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...zones),
        year,
        (weekly, timezone, at) => {
          const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone)
          const schedule = scheduleOf({ timezone, weekly })
          const { open, clock } = openingAt(schedule, at)
          const minute = wall.hour * 60 + wall.minute
          expect({ ...clock }).toMatchObject({
            date: wall.toPlainDate().toString(),
            minute,
            day: wall.dayOfWeek - 1,
          })
          expect(open).toBe(isOpen(weekly, wall.dayOfWeek - 1, minute))
        },
      ),
      { numRuns: 500 },
    )
  })

  it.each(['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe'])(
    'the minutes round a change of the clocks are those of the wall in %s',
    timezone => {
      const weekly = [{ days: [0, 1, 2, 3, 4, 5, 6], range: { from: 90, to: 150 }, place }]
      let zoned = Temporal.ZonedDateTime.from(`2026-01-01T00:00[${timezone}]`)
      for (let change = 0; change < 4; change++) {
        zoned = zoned.getTimeZoneTransition('next') as Temporal.ZonedDateTime
        for (let minutes = -240; minutes <= 240; minutes++) {
          const wall = zoned.add({ minutes })
          const { open } = openingAt(scheduleOf({ timezone, weekly }), wall.epochMilliseconds)
          expect(open).toBe(isOpen(weekly, wall.dayOfWeek - 1, wall.hour * 60 + wall.minute))
        }
      }
    },
  )

  it('a holiday is closed all day, on the calendar of the zone', () => {
    const holidays = [{ value: parseDateRange('2026-12-24..2026-12-26') as never, place }]
    const weekly = [{ days: [0, 1, 2, 3, 4, 5, 6], range: { from: 0, to: minutesPerDay }, place }]
    const schedule = scheduleOf({ timezone: 'Pacific/Apia', weekly, holidays })
    const first = Temporal.ZonedDateTime.from('2026-12-24T00:00[Pacific/Apia]').epochMilliseconds
    const after = Temporal.ZonedDateTime.from('2026-12-27T00:00[Pacific/Apia]').epochMilliseconds
    expect([first - 1, first, after - 1, after].map(at => openingAt(schedule, at).open)).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('every time zone that sipin takes is one', () => {
    expect(currentZones.size).toBeGreaterThan(300)
    const now = Temporal.Instant.fromEpochMilliseconds(Date.UTC(2026, 6))
    const unknown = [...currentZones].filter(zone => {
      try {
        return now.toZonedDateTimeISO(zone).timeZoneId.toLowerCase() !== zone.toLowerCase()
      } catch {
        return true
      }
    })
    expect(unknown).toEqual([])
  })

  it('a date exists when the calendar has it', () => {
    const digits = fc.tuple(
      fc.integer({ min: 1600, max: 2400 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    fc.assert(
      fc.property(digits, ([year, month, day]) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        expect(typeof parseDateRange(text) !== 'string').toBe(exists(text))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('texts of the calendar', () => {
  it.each([
    ['mon', [0]],
    ['mon-fri', [0, 1, 2, 3, 4]],
    ['sat,sun', [5, 6]],
    ['fri-mon', [0, 4, 5, 6]],
    ['Mon-Wed, sun', [0, 1, 2, 6]],
    ['mon-sun', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s', (text, days) => {
    expect(parseDays(text)).toEqual(days)
  })

  it.each(['', 'monday', 'mon-', '-fri', 'mon-tue-wed', 'mon,mon', 'mon-wed,tue', 'lun', 'mon fri'])(
    '%j are no days',
    text => {
      expect(typeof parseDays(text)).toBe('string')
    },
  )

  it.each([
    '9:00-18:00',
    '09:00',
    '09:00-09:00',
    '24:00-01:00',
    '09:00-24:01',
    '09:60-10:00',
    '25:00-26:00',
    '09:00–18:00',
    '',
    '-',
    '09:00-18:00-19:00',
  ])('%j is no range of times', text => {
    expect(typeof parseTimeRange(text)).toBe('string')
  })
})

function scheduleOf(parts: Pick<Schedule, 'timezone' | 'weekly'> & Partial<Schedule>): Schedule {
  return { id: 'office', place, owner: 'project', holidays: [], ...parts }
}

function exists(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}
