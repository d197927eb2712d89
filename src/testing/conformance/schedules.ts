import fc from 'fast-check'

export interface ScheduleData {
  readonly timezone: string
  readonly weekly: WeeklyData
  readonly holidays?: readonly string[]
}

export type WeeklyData = Readonly<Record<string, readonly string[]>>

/** Zones whose clocks change at odd times or by odd steps, and one whose clocks never do. */
export const zones = [
  'Europe/Paris',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
]

/** The days on which calls come; holidays lie on them and beside them. */
export const dates = [
  '2026-11-24',
  '2026-11-28',
  '2026-12-25',
  '2027-01-01',
  '2027-03-14',
  '2027-03-28',
  '2027-04-04',
  '2027-10-31',
  '2027-11-07',
]

function time(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 95 }).map(quarter => quarter * 15),
    fc.integer({ min: 0, max: 1440 }),
  )
}

function range(): fc.Arbitrary<string> {
  return fc
    .tuple(time(), time())
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => `${clock(Math.min(a, b))}-${clock(Math.max(a, b))}`)
}

function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const dayKeys = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export function arbitraryWeekly(): fc.Arbitrary<WeeklyData> {
  const times = fc.array(range(), { minLength: 1, maxLength: 2 })
  const whole = fc.constantFrom(['00:00-24:00'], ['09:00-12:30', '14:00-18:00'])
  return fc.dictionary(fc.constantFrom(...dayKeys, 'mon-fri', 'sat,sun', 'mon-sun'), fc.oneof(times, whole), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  })
}

export function arbitrarySchedule(): fc.Arbitrary<ScheduleData> {
  const holiday = fc.oneof(
    fc.constantFrom(...dates),
    fc.constantFrom('2026-12-24..2026-12-26', '2027-03-27..2027-03-28', '2027-10-30..2027-11-07'),
  )
  return fc.record(
    {
      timezone: fc.constantFrom(...zones),
      weekly: arbitraryWeekly(),
      holidays: fc.uniqueArray(holiday, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['timezone', 'weekly'] },
  )
}

/** The ids of a project's schedules. */
export function arbitraryScheduleId(): fc.Arbitrary<string> {
  return fc.constantFrom('s0', 's1', 's2', 's3')
}
