import { expect, it } from '@jest/globals'
import { offsetAt, offsetSpans } from './zone-clock.js'

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
