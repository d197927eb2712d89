import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Project, Schedule } from '../model/project.js'
import { checkProject } from '../pipeline.js'
import { openingAt } from './open.js'
import { lengthOf } from './time-sets.js'
import { minute, openTimes } from './timeline.js'

const year = { from: Date.parse('2026-11-24T00:00Z'), to: Date.parse('2027-11-24T00:00Z') }

describe('openTimes', () => {
  it('agrees with the clock at every instant, in zones that change their clocks oddly', () => {
    const zones = [
      'Europe/Paris',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/St_Johns',
      'Pacific/Apia',
      'UTC',
    ]
    const schedules = zones.map(zone => {
      const schedule = read(
        `{timezone: ${zone}, weekly: {mon-fri: [09:00-12:30, 22:00-24:00], sun: 00:00-03:00, sat: 02:15-02:45}, holidays: [2026-12-24..2026-12-26]}`,
      )
      return { schedule, times: openTimes(schedule, year) }
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...schedules),
        fc.integer({ min: year.from, max: year.to - 1 }),
        ({ schedule, times }, instant) => {
          expect(holds(times, instant)).toBe(openingAt(schedule, instant).open)
        },
      ),
      { numRuns: 3000, seed: 1 },
    )
  })

  it('loses the hour that the clocks skip and has the hour that they repeat twice', () => {
    const sunday = read('{timezone: Europe/Paris, weekly: {sun: 02:00-03:00}}')
    const minutesOn = (date: string): number =>
      lengthOf(
        openTimes(sunday, {
          from: Date.parse(`${date}T00:00Z`) - 180 * minute,
          to: Date.parse(`${date}T12:00Z`),
        }),
      ) / minute
    expect([minutesOn('2027-03-21'), minutesOn('2027-03-28'), minutesOn('2027-10-31')]).toEqual([60, 0, 120])
  })
})

function holds(times: readonly number[], instant: number): boolean {
  const next = times.findIndex(bound => bound > instant)
  return next % 2 === 1
}

function read(schedule: string): Schedule {
  const text = `version: 1\nschedules: {s: ${schedule}}\nlines: {}\n`
  return (checkProject([{ file: 'a.yaml', text }]).project as Project).schedules[0] as Schedule
}
