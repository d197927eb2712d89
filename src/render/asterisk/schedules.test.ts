import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { projectOf } from '../../testing/project.js'
import { renderTree } from '../render.js'

/*
 * What is rendered is read back here by an evaluator of Asterisk's own notation that shares nothing with the
 * renderer: as Asterisk does, it counts the last minute of a range as open.
 */

interface Wall {
  /** YYYYMMDD */
  readonly date: number
  /** 0 is Monday. */
  readonly day: number
  readonly minute: number
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

type Verdict = 'open' | 'closed'

/** Reads a context once and says what it returns at a time. */
function readContext(conf: string, context: string): (wall: Wall) => Verdict {
  const section = conf.split(`[${context}]\n`)[1]?.split(/^\[/m)[0] ?? ''
  const steps = [...section.matchAll(/^(?:exten => s,1|\s+same => n)(?:\((\w+)\))?,(.*)$/gm)]
  const labels = steps.map(([, label]) => label)
  const read = steps.map(([, , step = '']) => readStep(step))
  return wall => {
    for (let at = 0; at < read.length; at++) {
      const { returns, jumps } = read[at] as Step
      if (returns) return returns
      const label = jumps?.(wall)
      if (label) at = labels.indexOf(label) - 1
    }
    throw new Error(`${context} does not return`)
  }
}

interface Step {
  readonly returns?: Verdict
  readonly jumps?: (wall: Wall) => string | undefined
}

function readStep(step: string): Step {
  const returned = /^Return\((open|closed)\)$/.exec(step)
  if (returned) return { returns: returned[1] as Verdict }
  if (step.startsWith('Set(TODAY=')) return {}
  const date = /^GotoIf\(\$\[(.*)\]\?(\w+)\)$/.exec(step)
  if (date) {
    const parts = (date[1] as string).split(' & ').map(readComparison)
    return { jumps: wall => (parts.every(part => part(wall)) ? date[2] : undefined) }
  }
  const time = /^GotoIfTime\(([^,]+),([^,]+),\*,\*,[\w/+-]+\?(\w+)\)$/.exec(step)
  if (!time) throw new Error(`unknown step ${step}`)
  const minutes = readTimes(time[1] as string)
  const on = readDays(time[2] as string)
  return { jumps: wall => (minutes.has(wall.minute) && on.has(wall.day) ? time[3] : undefined) }
}

function readComparison(text: string): (wall: Wall) => boolean {
  const [, operator, digits] = /^\$\{TODAY\} (=|>=|<=) (\d{8})$/.exec(text) ?? []
  const number = Number(digits)
  if (operator === '=') return ({ date }) => date === number
  if (operator === '>=') return ({ date }) => date >= number
  if (operator === '<=') return ({ date }) => date <= number
  throw new Error(`unknown comparison ${text}`)
}

function readTimes(list: string): Set<number> {
  const ranges = list === '*' ? ['00:00-23:59'] : list.split('&')
  return new Set(
    ranges.flatMap(range => {
      const [, h1, m1, h2, m2] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(range) ?? []
      const [from, last] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)]
      if (!(from <= last && last < 1440)) throw new Error(`Asterisk would not take ${range}`)
      return Array.from({ length: last - from + 1 }, (_, more) => from + more)
    }),
  )
}

function readDays(list: string): Set<number> {
  const ranges = list === '*' ? ['mon-sun'] : list.split('&')
  return new Set(
    ranges.flatMap(range => {
      const [first = '', last = first] = range.split('-')
      const [from, to] = [days.indexOf(first), days.indexOf(last)]
      if (from < 0 || to < from) throw new Error(`Asterisk would not take ${range}`)
      return Array.from({ length: to - from + 1 }, (_, more) => from + more)
    }),
  )
}

interface Hours {
  readonly days: readonly number[]
  readonly from: number
  readonly to: number
}

/** What the YAML says of a minute, straight from product.md: the end excluded, over midnight split. */
function isOpen(hours: readonly Hours[], { day, minute }: Pick<Wall, 'day' | 'minute'>): boolean {
  return hours.some(({ days: on, from, to }) =>
    from < to
      ? on.includes(day) && from <= minute && minute < to
      : (on.includes(day) && from <= minute) || (on.includes((day + 6) % 7) && minute < to),
  )
}

const two = (value: number): string => String(value).padStart(2, '0')
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

interface Rendered {
  readonly conf: string
  readonly at: (wall: Wall) => Verdict
}

function renderSchedule(hours: readonly Hours[], holidays: readonly string[] = [], zone = 'UTC'): Rendered {
  // One key for each set of days, as a mapping has each key once.
  const byDays = new Map<string, string[]>()
  for (const { days: on, from, to } of hours) {
    const key = on.map(day => days[day]).join(',')
    byDays.set(key, [...(byDays.get(key) ?? []), `${clock(from)}-${clock(to)}`])
  }
  const weekly = Array.from(byDays, ([key, times]) => `"${key}": [${times.join(', ')}]`).join(', ')
  const project = projectOf(`
version: 1
schedules:
  office: {timezone: ${zone}, weekly: {${weekly}}, holidays: [${holidays.join(', ')}]}
lines:
  support: {uri: sip:acme@acme.sip.twilio.com, allow: [203.0.113.0/28], hours: office}
`)
  expect(project.schedules[0]?.weekly.length).toBe(hours.length)
  const file = renderTree(project, new Map()).find(({ path }) => path === 'asterisk/schedules.conf')
  const conf = String(file?.content)
  return { conf, at: readContext(conf, 'schedule-office') }
}

const anyHours: fc.Arbitrary<Hours[]> = fc.array(
  fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      from: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 540, 720, 1080)),
      to: fc.oneof(fc.integer({ min: 0, max: 1440 }), fc.constantFrom(1440, 540, 720, 1080)),
    })
    .filter(({ from, to }) => from !== to)
    .map(hours => ({ ...hours, days: [...hours.days].sort((a, b) => a - b) })),
  { minLength: 1, maxLength: 8 },
)

it('the rendered conditions hold in exactly the minutes of the week that the YAML opens', () => {
  fc.assert(
    fc.property(anyHours, hours => {
      const { at: rendered } = renderSchedule(hours)
      for (let at = 0; at < 7 * 1440; at++) {
        const wall = { date: 20261124, day: Math.floor(at / 1440), minute: at % 1440 }
        const wanted = isOpen(hours, wall) ? 'open' : 'closed'
        if (rendered(wall) !== wanted)
          throw new Error(`${days[wall.day]} ${clock(wall.minute)} is not ${wanted}`)
      }
    }),
    { numRuns: 25 },
  )
})

const dateText = (at: number): string => {
  const { year, month, day } = Temporal.PlainDate.from('2026-01-01').add({ days: at })
  return `${year}-${two(month)}-${two(day)}`
}

it('a holiday is closed from its midnight to the next, whatever the week says', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 40 }))
    .map(([first, more]) => ({ first, last: first + more }))
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), anyHours, (spans, hours) => {
      const texts = spans.map(({ first, last }) => `${dateText(first)}..${dateText(last)}`)
      const { at: rendered } = renderSchedule(hours, texts)
      for (let at = 0; at < 850; at++) {
        const { dayOfWeek } = Temporal.PlainDate.from(dateText(at))
        const holiday = spans.some(({ first, last }) => first <= at && at <= last)
        for (const minute of [0, 540, 1439]) {
          const wall = { date: Number(dateText(at).replaceAll('-', '')), day: dayOfWeek - 1, minute }
          const wanted = !holiday && isOpen(hours, wall) ? 'open' : 'closed'
          if (rendered(wall) !== wanted) throw new Error(`${dateText(at)} ${clock(minute)} is not ${wanted}`)
        }
      }
    }),
    { numRuns: 25 },
  )
})

/** Zones whose clocks change by an hour, by half an hour, at midnight, in the southern winter, and never. */
it.each([
  ['Europe/Paris', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['America/Havana', '2026-03-08', '2026-11-01'],
  ['Pacific/Auckland', '2026-04-05', '2026-09-27'],
  ['Africa/Casablanca', '2026-02-15', '2026-03-22'],
  ['Asia/Kolkata', '2026-03-29', '2026-10-25'],
])('in %s hours are those of the clocks on the wall, on both nights on which these change', (zone, a, b) => {
  const hours: Hours[] = [
    { days: [6], from: 90, to: 150 },
    { days: [0, 1, 2, 3, 4, 5], from: 0, to: 1440 },
    { days: [6], from: 165, to: 180 },
    { days: [6], from: 1410, to: 1440 },
  ]
  const { conf, at: rendered } = renderSchedule(hours, [], zone)
  expect(conf).toContain(`,${zone}?`)
  for (const date of [a, b]) {
    const noon = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: '12:00' })
    const begin = noon.epochMilliseconds - 24 * 3_600_000
    const seen = new Set<string>()
    for (let at = 0; at < 36 * 60; at++) {
      const shown = Temporal.Instant.fromEpochMilliseconds(begin + at * 60_000).toZonedDateTimeISO(zone)
      const wall = {
        date: shown.year * 10_000 + shown.month * 100 + shown.day,
        day: shown.dayOfWeek - 1,
        minute: shown.hour * 60 + shown.minute,
      }
      seen.add(`${wall.day} ${wall.minute}`)
      const wanted = isOpen(hours, wall) ? 'open' : 'closed'
      if (rendered(wall) !== wanted) throw new Error(`${shown} is not ${wanted}`)
    }
    expect(seen.size).toBeGreaterThan(30 * 60)
  }
})

it('makes the fewest conditions: days that share times share a condition, and so do times that share days', () => {
  const count = ({ conf }: Rendered): number => conf.match(/GotoIfTime/g)?.length ?? 0
  const weekdays = [0, 1, 2, 3]
  const office: Hours[] = [
    { days: weekdays, from: 540, to: 750 },
    { days: weekdays, from: 840, to: 1080 },
    { days: [4], from: 540, to: 1020 },
  ]
  expect(count(renderSchedule(office))).toBe(2)
  // Three kinds of days, of which the third is the other two taken together.
  const stacked: Hours[] = [
    { days: [0, 2], from: 480, to: 720 },
    { days: [1, 2], from: 780, to: 1020 },
  ]
  expect(count(renderSchedule(stacked))).toBe(2)
  expect(count(renderSchedule([{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }]))).toBe(1)
})

it('never makes more conditions than there are kinds of days', () => {
  fc.assert(
    fc.property(anyHours, hours => {
      const kinds = new Set(
        days.map((_, day) =>
          Array.from({ length: 1440 }, (_, minute) => (isOpen(hours, { day, minute }) ? 1 : 0)).join(''),
        ),
      )
      kinds.delete('0'.repeat(1440))
      expect(renderSchedule(hours).conf.match(/GotoIfTime/g)?.length ?? 0).toBeLessThanOrEqual(kinds.size)
    }),
    { numRuns: 100 },
  )
})
