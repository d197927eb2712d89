/** From included, to excluded. Of instants in milliseconds, or of addresses laid out on one line. */
export interface Interval<T extends number | bigint> {
  readonly from: T
  readonly to: T
}

/** Intervals in order that neither overlap nor touch. Every function here gives such a set. */
export type IntervalSet<T extends number | bigint> = readonly Interval<T>[]

/** The set of everything that lies in any of the intervals, whatever their order. */
export function uniteAll<T extends number | bigint>(intervals: readonly Interval<T>[]): IntervalSet<T> {
  const united: { from: T; to: T }[] = []
  for (const { from, to } of sorted(intervals)) {
    if (from >= to) continue
    const last = united.at(-1)
    if (last && from <= last.to) {
      if (to > last.to) last.to = to
    } else {
      united.push({ from, to })
    }
  }
  return united
}

export function intersect<T extends number | bigint>(a: IntervalSet<T>, b: IntervalSet<T>): IntervalSet<T> {
  const common: Interval<T>[] = []
  let i = 0
  let j = 0
  for (let one = a[i], other = b[j]; one && other; one = a[i], other = b[j]) {
    const ends = one.to < other.to ? one : other
    const { from } = one.from > other.from ? one : other
    if (from < ends.to) common.push({ from, to: ends.to })
    if (ends === one) i++
    else j++
  }
  return common
}

/** What lies in `a` and not in `b`. */
export function subtract<T extends number | bigint>(a: IntervalSet<T>, b: IntervalSet<T>): IntervalSet<T> {
  const left: Interval<T>[] = []
  let j = 0
  for (const { from, to } of a) {
    let start = from
    while (j < b.length && (b[j] as Interval<T>).to <= start) j++
    for (let k = j; k < b.length && (b[k] as Interval<T>).from < to; k++) {
      const hole = b[k] as Interval<T>
      if (hole.from > start) left.push({ from: start, to: hole.from })
      if (hole.to > start) start = hole.to
    }
    if (start < to) left.push({ from: start, to })
  }
  return left
}

/** Whether a member of the set holds the point. */
export function contains<T extends number | bigint>(set: IntervalSet<T>, point: T): boolean {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const { from, to } = set[middle] as Interval<T>
    if (to <= point) low = middle + 1
    else if (point < from) high = middle - 1
    else return true
  }
  return false
}

function sorted<T extends number | bigint>(intervals: readonly Interval<T>[]): readonly Interval<T>[] {
  return [...intervals].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
}
