import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type IntervalSet, intersect, subtract, uniteAll } from '../model/intervals.js'
import { buildTimes, join, lengthOf, meet, type Times, whole, without } from './time-sets.js'

const set = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 10 })
  .map(pairs => uniteAll(pairs.map(([from, to]) => ({ from, to }))))

const flat = (intervals: IntervalSet<number>): Times => intervals.flatMap(({ from, to }) => [from, to])

it('sets of instants meet, unite and are taken from each other as intervals are', () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      expect(meet(flat(a), flat(b))).toEqual(flat(intersect(a, b)))
      expect(without(flat(a), flat(b))).toEqual(flat(subtract(a, b)))
      expect(join(flat(a), flat(b))).toEqual(flat(uniteAll([...a, ...b])))
      expect(lengthOf(flat(a))).toBe(a.reduce((sum, { from, to }) => sum + to - from, 0))
    }),
    { numRuns: 1000 },
  )
})

it('stretches that touch or overlap become one', () => {
  const times = buildTimes()
  for (const [from, to] of [
    [1, 3],
    [3, 4],
    [3.5, 3.7],
    [6, 6],
    [7, 9],
  ] as const)
    times.add(from, to)
  expect(times.finish()).toEqual([1, 4, 7, 9])
})

it('what two sets make is kept while they are asked again, and the same period is one set', () => {
  const [a, b] = [whole({ from: 0, to: 9 }), [2, 3]]
  expect(whole({ from: 0, to: 9 })).toBe(a)
  expect(without(a, b)).toBe(without(a, b))
})
