import { describe, expect, it } from '@jest/globals'
import { Temporal } from 'temporal-polyfill'
import { parseInstant } from './instant.js'

const utc = (text: string): number => Date.parse(text)

describe('an instant', () => {
  it.each([
    ['2026-11-24T10:00 Europe/Paris', '2026-11-24T09:00Z'],
    ['2026-07-24T10:00:30 Europe/Paris', '2026-07-24T08:00:30Z'],
    ['2026-11-24T10:00+01:00 Europe/Paris', '2026-11-24T09:00Z'],
    ['2026-10-25T02:30+02:00 Europe/Paris', '2026-10-25T00:30Z'],
    ['2026-10-25T02:30+01:00 Europe/Paris', '2026-10-25T01:30Z'],
    // Lord Howe's clocks go by half an hour.
    ['2026-04-05T01:45+11:00 Australia/Lord_Howe', '2026-04-04T14:45Z'],
    ['2026-04-05T01:45+10:30 Australia/Lord_Howe', '2026-04-04T15:15Z'],
    ['2026-02-28T23:59:59 Pacific/Kiritimati', '2026-02-28T09:59:59Z'],
    ['2026-01-01T00:00 UTC', '2026-01-01T00:00Z'],
  ])('%s', (text, instant) => {
    expect(parseInstant(text)).toBe(utc(instant))
  })

  it.each([
    ['2027-03-28T02:30 Europe/Paris', 'the clocks skip this time on that night'],
    ['2026-10-04T02:15 Australia/Lord_Howe', 'the clocks skip this time on that night'],
    ['2026-10-25T02:30 Europe/Paris', 'comes twice on that night; add the offset'],
    ['2026-10-25T02:30+03:00 Europe/Paris', 'the offset is not +03:00 in Europe/Paris at that time'],
    ['2026-11-24T10:00+02:00 Europe/Paris', 'the offset is not +02:00'],
    ['2026-02-30T10:00 Europe/Paris', '`2026-02-30` is no date'],
    ['2026-11-24T24:00 Europe/Paris', 'is no time of day'],
    ['2026-11-24T10:60 Europe/Paris', 'is no time of day'],
    ['2026-11-24T10:00 Europe/Pariz', 'is no time zone'],
    ['2026-11-24 10:00 Europe/Paris', 'a time is written'],
    ['2026-11-24T10:00', 'a time is written'],
  ])('%s is none', (text, fault) => {
    expect(parseInstant(text)).toContain(fault)
  })

  it('is that of Temporal at every quarter of an hour around changes of the clocks', () => {
    const nights = [
      ['Europe/Paris', '2026-10-24T22:00'],
      ['Europe/Paris', '2027-03-27T22:00'],
      ['America/New_York', '2026-10-31T22:00'],
      ['Australia/Lord_Howe', '2026-04-04T22:00'],
      ['Africa/Casablanca', '2026-02-14T22:00'],
      ['Asia/Kathmandu', '2026-06-01T22:00'],
    ] as const
    for (const [zone, begin] of nights) {
      for (let quarter = 0; quarter < 40; quarter++) {
        const wall = Temporal.PlainDateTime.from(begin).add({ minutes: 15 * quarter })
        const [earlier, later] = (['earlier', 'later'] as const).map(disambiguation =>
          wall.toZonedDateTime(zone, { disambiguation }),
        )
        const parsed = parseInstant(`${wall.toString({ smallestUnit: 'minute' })} ${zone}`)
        if (earlier?.epochMilliseconds === later?.epochMilliseconds)
          expect(parsed).toBe(earlier?.epochMilliseconds)
        else expect(parsed).toMatch(earlier?.toPlainDateTime().equals(wall) ? /twice/ : /skip/)
      }
    }
  })
})
