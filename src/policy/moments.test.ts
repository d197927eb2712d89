import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { uniteAll } from '../model/intervals.js'
import { sortMoments } from './moments.js'

const set = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 6 })
  .map(pairs => uniteAll(pairs.map(([from, to]) => ({ from, to }))).flatMap(({ from, to }) => [from, to]))

it('every instant is of one kind, which lies in just the sets that the instant lies in', () => {
  fc.assert(
    fc.property(fc.array(set, { maxLength: 4 }), sets => {
      const period = { from: 3, to: 38 }
      const moments = sortMoments(period, sets)
      const times = moments.kinds.map(kind => moments.timesOf([kind]))
      expect(moments.timesOf(moments.kinds)).toEqual([3, 38])
      for (let instant = 3; instant < 38; instant += 0.5) {
        const kinds = moments.kinds.filter((_, index) => holds(times[index] as readonly number[], instant))
        expect(kinds).toHaveLength(1)
        for (const [index, one] of sets.entries())
          expect(moments.liesIn(kinds[0] as number, index)).toBe(holds(one, instant))
      }
      for (const [index, kind] of moments.kinds.entries())
        expect(moments.firstOf([kind])).toBe(times[index]?.[0])
    }),
    { numRuns: 50 },
  )
})

function holds(times: readonly number[], instant: number): boolean {
  const next = times.findIndex(bound => bound > instant)
  return next % 2 === 1
}
