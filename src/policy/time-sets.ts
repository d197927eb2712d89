/**
 * A set of instants, in milliseconds since the Unix epoch: from (included), to (excluded), from, to, and so on, in
 * order and apart. Flat, since a year has hundreds of stretches and a project thousands of such sets.
 */
export type Times = readonly number[]

const never: Times = []

/** What both sets hold. */
export const meet = remembered(meetNow)

/** What the first holds and the second does not. */
export const without = remembered(withoutNow)

/** What either holds. */
export const join = remembered(joinNow)

/** The set that is a whole period; the same one for the same period, so that what is remembered of it is found. */
export function whole({ from, to }: { readonly from: number; readonly to: number }): Times {
  if (lastWhole[0] !== from || lastWhole[1] !== to) lastWhole = from < to ? [from, to] : never
  return lastWhole
}

let lastWhole: Times = never

/** How many milliseconds a set holds. */
export function lengthOf(times: Times): number {
  let length = 0
  for (let i = 0; i < times.length; i += 2) length += (times[i + 1] as number) - (times[i] as number)
  return length
}

/** Makes a set of stretches, of which none begins earlier than the one before. */
export interface Builder {
  readonly add: (from: number, to: number) => void
  readonly finish: () => Times
}

/** One buffer is reused: growing a new array for each set would allocate twice its size at each step. */
export function buildTimes(): Builder {
  size = 0
  return builder
}

const room: number[] = [0.5]
let size = 0

const builder: Builder = {
  add: (from, to) => {
    if (from >= to) return
    if (size === 0 || from > (room[size - 1] as number)) {
      room[size++] = from
      room[size++] = to
    } else if (to > (room[size - 1] as number)) room[size - 1] = to
  },
  finish: () => (size === 0 ? never : room.slice(0, size)),
}

type Operation = (a: Times, b: Times) => Times

/**
 * Thousands of lines share their hours, so results are cached by operands. Where each line has its own hours nothing is asked
 * twice, so the cache is bounded.
 */
function remembered(operation: Operation): Operation {
  const results = new Map<Times, Map<Times, Times>>()
  let kept = 0
  return (a, b) => {
    const known = results.get(a)?.get(b)
    if (known) return known
    if (kept === mostKept) {
      results.clear()
      kept = 0
    }
    const result = operation(a, b)
    const ofA = results.get(a)
    if (ofA) ofA.set(b, result)
    else results.set(a, new Map([[b, result]]))
    kept++
    return result
  }
}

/** A set of a year has some ten kilobytes. */
const mostKept = 256

function meetNow(a: Times, b: Times): Times {
  const common = buildTimes()
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i] as number, b[j] as number)
    const [aEnd, bEnd] = [a[i + 1] as number, b[j + 1] as number]
    const to = Math.min(aEnd, bEnd)
    if (from < to) common.add(from, to)
    if (aEnd < bEnd) i += 2
    else j += 2
  }
  return common.finish()
}

function withoutNow(a: Times, b: Times): Times {
  if (b.length === 0) return a
  const left = buildTimes()
  let j = 0
  for (let i = 0; i < a.length; i += 2) {
    let start = a[i] as number
    const end = a[i + 1] as number
    while (j < b.length && (b[j + 1] as number) <= start) j += 2
    for (let k = j; k < b.length && (b[k] as number) < end; k += 2) {
      if ((b[k] as number) > start) left.add(start, b[k] as number)
      start = Math.max(start, b[k + 1] as number)
    }
    if (start < end) left.add(start, end)
  }
  return left.finish()
}

function joinNow(a: Times, b: Times): Times {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const united = buildTimes()
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number))) {
      united.add(a[i] as number, a[i + 1] as number)
      i += 2
    } else {
      united.add(b[j] as number, b[j + 1] as number)
      j += 2
    }
  }
  return united.finish()
}
