import type { Interval } from '../model/intervals.js'
import { buildTimes, type Times } from './time-sets.js'

/**
 * The instants of a period by which of some sets they lie in. A year has hundreds of stretches, but of three schedules
 * an instant can lie in at most eight ways: what is asked of a plan is answered for each way once.
 */
export interface Moments {
  /** Every kind that some instant is of. */
  readonly kinds: readonly number[]
  /** Whether the instants of a kind lie in a set. */
  readonly liesIn: (kind: number, set: number) => boolean
  readonly firstOf: (kinds: readonly number[]) => number
  readonly timesOf: (kinds: readonly number[]) => Times
}

export function sortMoments(period: Interval<number>, sets: readonly Times[]): Moments {
  const known = recent.find(
    ({ period: { from, to }, sets: others }) =>
      from === period.from &&
      to === period.to &&
      others.length === sets.length &&
      others.every((other, index) => other === sets[index]),
  )
  if (known) return known.moments
  const moments = makeMoments(period, sets)
  recent.unshift({ period, sets, moments })
  if (recent.length > mostRecent) recent.pop()
  return moments
}

interface Sorted {
  readonly period: Interval<number>
  readonly sets: readonly Times[]
  readonly moments: Moments
}

/** Lines share their schedules, and then these; where they do not, little is looked through in vain. */
const recent: Sorted[] = []
const mostRecent = 12

function makeMoments(period: Interval<number>, sets: readonly Times[]): Moments {
  let parts: Parts = { starts: period.from < period.to ? [period.from] : [], kinds: [0] }
  /** For each kind, the sets that it lies in. */
  let within: boolean[][] = [[]]
  for (const set of sets) {
    const split = splitBy(set, parts, period.to, within)
    parts = split.parts
    within = split.within
  }
  const { starts, kinds } = parts
  const firsts = within.map((_, kind) => starts[kinds.indexOf(kind)] as number)
  const told = new Map<string, Times>()
  const timesOf = (asked: readonly number[]): Times => {
    const times = buildTimes()
    for (let i = 0; i < starts.length; i++)
      if (asked.includes(kinds[i] as number)) times.add(starts[i] as number, starts[i + 1] ?? period.to)
    return times.finish()
  }
  return {
    kinds: starts.length === 0 ? [] : within.map((_, kind) => kind),
    liesIn: (kind, set) => within[kind]?.[set] === true,
    firstOf: asked => Math.min(...asked.map(kind => firsts[kind] as number)),
    timesOf: asked => {
      const key = asked.join()
      const times = told.get(key) ?? timesOf(asked)
      told.set(key, times)
      return times
    },
  }
}

/** The period from end to end in parts, of which each ends where the next begins. */
interface Parts {
  readonly starts: readonly number[]
  readonly kinds: readonly number[]
}

/** Cuts the parts where a set begins and ends, and tells those within it from those without. */
function splitBy(
  set: Times,
  { starts, kinds }: Parts,
  end: number,
  within: readonly boolean[][],
): { parts: Parts; within: boolean[][] } {
  const cut = { starts: [] as number[], kinds: [] as number[] }
  const named = new Array<number | undefined>(within.length * 2)
  const told: boolean[][] = []
  let next = 0
  for (let i = 0; i < starts.length; i++) {
    const stop = starts[i + 1] ?? end
    const kind = kinds[i] as number
    for (let start = starts[i] as number; start < stop; ) {
      while (next < set.length && (set[next] as number) <= start) next++
      // Behind an odd number of bounds the set is open.
      const inside = next & 1
      const slot = kind * 2 + inside
      let name = named[slot]
      if (name === undefined) {
        name = told.length
        named[slot] = name
        told.push([...(within[kind] as boolean[]), inside === 1])
      }
      cut.starts.push(start)
      cut.kinds.push(name)
      start = Math.min(stop, set[next] ?? stop)
    }
  }
  return { parts: cut, within: told.length === 0 ? [[]] : told }
}
