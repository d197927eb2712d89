import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { askIntl, offsetAt, offsetSpans } from './zone-clock.js'
import { currentZones } from './zone-names.js'
import { tableFrom, tableTo } from './zone-offsets.gen.js'

it('no change of the clocks is missed, in zones that have several a year', () => {
  const [from, to] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2028-01-01T00:00Z')]
  for (const zone of [
    'Africa/Casablanca',
    'Asia/Gaza',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Europe/Dublin',
  ]) {
    const spans = offsetSpans(zone, from, to)
    expect(spans[0]?.from).toBe(from)
    expect(spans.at(-1)?.to).toBe(to)
    spans.forEach(({ from: start, offset }, index) => {
      if (index > 0) expect(spans[index - 1]).toMatchObject({ to: start })
      expect(offsetAt(start, zone)).toBe(offset)
      if (index > 0) expect(offsetAt(start - 1000, zone)).toBe(spans[index - 1]?.offset)
    })
    for (let at = from; at < to; at += 12 * 3_600_000) {
      const span = spans.find(known => known.from <= at && at < known.to)
      expect(span?.offset).toBe(offsetAt(at, zone))
    }
  }
})

const day = 86_400_000

it('the table that is made at build says what Intl says, in every zone, at every change and beyond its end', () => {
  for (const zone of currentZones)
    for (const { from } of offsetSpans(
      zone,
      Date.parse('2026-01-01T00:00Z'),
      Date.parse('2028-01-01T00:00Z'),
    ))
      for (const at of [from - 1000, from])
        expect([zone, at, offsetAt(at, zone)]).toEqual([zone, at, askIntl(at, zone)])
  fc.assert(
    fc.property(
      fc.constantFrom(...currentZones),
      fc.integer({ min: tableFrom - 400 * day, max: tableTo + 400 * day }),
      (zone, at) => {
        expect([zone, offsetAt(at, zone)]).toEqual([zone, askIntl(at, zone)])
      },
    ),
    { numRuns: 5000 },
  )
})
