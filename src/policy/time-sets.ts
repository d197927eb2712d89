import { type IntervalSet, intersect, subtract, uniteAll } from '../model/intervals.js'

/** Instants, in milliseconds since the Unix epoch. */
export type Times = IntervalSet<number>

type Operation = (a: Times, b: Times) => Times

/** Thousands of lines share their hours: what two sets make together is worked out once for all of them. */
function remembered(operation: Operation): Operation {
  const results = new WeakMap<Times, WeakMap<Times, Times>>()
  return (a, b) => {
    const ofA = results.get(a) ?? new WeakMap<Times, Times>()
    results.set(a, ofA)
    const result = ofA.get(b) ?? operation(a, b)
    ofA.set(b, result)
    return result
  }
}

export const meet = remembered(intersect)
export const without = remembered(subtract)
export const join = remembered((a, b) => uniteAll([...a, ...b]))

const wholes = new WeakMap<object, Times>()

/** The one set that is a whole period. */
export function whole(period: { readonly from: number; readonly to: number }): Times {
  const known = wholes.get(period) ?? [period]
  wholes.set(period, known)
  return known
}
