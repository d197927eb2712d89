import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { contains, type Interval, intersect, subtract, uniteAll } from './intervals.js'

const points = Array.from({ length: 41 }, (_, i) => i / 2)
const interval = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, to]): Interval<number> => ({ from, to }))
const intervals = fc.array(interval, { maxLength: 8 })

const holds = (list: readonly Interval<number>[], point: number): boolean =>
  list.some(({ from, to }) => from <= point && point < to)

it('every operation holds exactly the points it should, in order and apart', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const [one, other] = [uniteAll(a), uniteAll(b)]
      const both = intersect(one, other)
      const left = subtract(one, other)
      for (const point of points) {
        expect(contains(one, point)).toBe(holds(a, point))
        expect(contains(both, point)).toBe(holds(a, point) && holds(b, point))
        expect(contains(left, point)).toBe(holds(a, point) && !holds(b, point))
      }
      for (const set of [one, both, left])
        set.forEach(({ from, to }, i) => {
          expect(from).toBeLessThan(to)
          if (set === one && i > 0) expect((set[i - 1] as Interval<number>).to).toBeLessThan(from)
        })
    }),
    { seed: 1 },
  )
})
