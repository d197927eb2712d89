import { createRandom, type Random } from '../hostile/fuzz/random.js'

/** What varies, by name, with the levels of each. */
export type Factors = Readonly<Record<string, readonly string[]>>

/** A level for each factor. */
export type Row = Readonly<Record<string, string>>

/** Levels that may not stand together. */
export type Forbidden = readonly Partial<Row>[]

export interface Covering {
  readonly rows: readonly Row[]
  /** How many pairs of levels of two factors the rows have. */
  readonly covered: number
  /** Pairs that no row can have, as `tls=absent secure=true`. */
  readonly impossible: readonly string[]
}

/** As many candidates for each row; the one with the most new pairs is taken (AETG's way). */
const candidates = 12

/** Rows in which each pair of levels that may stand together does so at least once. The same seed gives the same rows. */
export function coverPairs(factors: Factors, forbidden: Forbidden, seed: number): Covering {
  const random = createRandom(seed)
  const clashes = clashesOf(forbidden)
  const names = Object.keys(factors)
  const left = new Set<string>()
  for (const [index, a] of names.entries())
    for (const b of names.slice(index + 1))
      for (const x of levelsOf(factors, a))
        for (const y of levelsOf(factors, b)) left.add(pairName(a, x, b, y))
  const all = left.size
  const rows: Row[] = []
  const impossible: string[] = []
  while (left.size > 0) {
    const [pair = ''] = left
    const begun = readPair(pair)
    let best: { row: Row; fresh: string[] } | undefined
    for (let count = 0; count < candidates; count++) {
      const row = complete(begun, { factors, clashes, random, left })
      if (!row) break
      const fresh = pairsOf(row).filter(name => left.has(name))
      if (!best || fresh.length > best.fresh.length) best = { row, fresh }
    }
    if (best) rows.push(best.row)
    else impossible.push(pair)
    for (const name of best?.fresh ?? [pair]) left.delete(name)
  }
  return { rows, covered: all - impossible.length, impossible: impossible.sort() }
}

export function pairsOf(row: Row): string[] {
  const names = Object.keys(row)
  return names.flatMap((a, index) =>
    names.slice(index + 1).map(b => pairName(a, row[a] as string, b, row[b] as string)),
  )
}

/** The same pair has one name, in whatever order it is found. */
function pairName(a: string, x: string, b: string, y: string): string {
  return a < b ? `${a}=${x} ${b}=${y}` : `${b}=${y} ${a}=${x}`
}

function readPair(name: string): Partial<Row> {
  return Object.fromEntries(name.split(' ').map(part => part.split('=') as [string, string]))
}

function levelsOf(factors: Factors, name: string): readonly string[] {
  return factors[name] as readonly string[]
}

interface Search {
  readonly factors: Factors
  readonly clashes: Clashes
  readonly random: Random
  readonly left: ReadonlySet<string>
}

/** By `name=level`: what may not stand beside it. */
type Clashes = ReadonlyMap<string, readonly Partial<Row>[]>

function clashesOf(forbidden: Forbidden): Clashes {
  const clashes = new Map<string, Partial<Row>[]>()
  for (const combination of forbidden) {
    for (const [name, level] of Object.entries(combination)) {
      const key = `${name}=${level}`
      clashes.set(key, [...(clashes.get(key) ?? []), combination])
    }
  }
  return clashes
}

function mayHave(row: Partial<Row>, name: string, level: string, clashes: Clashes): boolean {
  const combinations = clashes.get(`${name}=${level}`) ?? []
  return !combinations.some(combination =>
    Object.entries(combination).every(([other, its]) =>
      other === name ? its === level : row[other] === its,
    ),
  )
}

/** A whole row that has these levels; undefined when nothing may be put beside them. */
function complete(begun: Partial<Row>, { factors, clashes, random, left }: Search): Row | undefined {
  const open = shuffled(
    Object.keys(factors).filter(name => begun[name] === undefined),
    random,
  )
  const possible = (row: Partial<Row>, name: string): string[] =>
    levelsOf(factors, name).filter(level => mayHave(row, name, level, clashes))
  // What follows from a choice is chosen at once. Else the search would find out at the last factor that the first
  // choice was wrong, and try everything between them before it takes that back.
  const settle = (row: Partial<Row>): Partial<Row> | undefined => {
    for (const name of open) {
      if (row[name] !== undefined) continue
      const [level, second] = possible(row, name)
      if (level === undefined) return undefined
      if (second === undefined) return settle({ ...row, [name]: level })
    }
    return row
  }
  const fill = (row: Partial<Row>): Row | undefined => {
    const name = open.find(one => row[one] === undefined)
    if (name === undefined) return inOrder(row as Row, factors)
    const chosen = Object.entries(row) as [string, string][]
    const gain = (level: string): number =>
      chosen.filter(([other, its]) => left.has(pairName(name, level, other, its))).length
    const levels = shuffled(possible(row, name), random)
      .map(level => ({ level, gain: gain(level) }))
      .sort((x, y) => y.gain - x.gain)
    for (const { level } of levels) {
      const next = settle({ ...row, [name]: level })
      const done = next && fill(next)
      if (done) return done
    }
    return undefined
  }
  const isAllowed = Object.entries(begun).every(([name, level]) =>
    mayHave(begun, name, level as string, clashes),
  )
  const settled = isAllowed ? settle(begun) : undefined
  return settled && fill(settled)
}

function inOrder(row: Row, factors: Factors): Row {
  return Object.fromEntries(Object.keys(factors).map(name => [name, row[name] as string]))
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items]
  for (let index = copy.length - 1; index > 0; index--) {
    const other = random.below(index + 1)
    ;[copy[index], copy[other]] = [copy[other] as T, copy[index] as T]
  }
  return copy
}
