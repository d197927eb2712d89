import { compareText } from './diagnostic.js'

/** The candidate within edit distance `most` of `word`, the nearest first; undefined when none is that near. */
export function nearest(word: string, candidates: Iterable<string>, most = 2): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const name of candidates) {
    const limit = best ? best.distance : Math.min(most, Math.ceil(word.length / 2))
    const [a, b] = [word.toLowerCase(), name.toLowerCase()]
    if (unmatched(a, b) > limit) continue
    const distance = editDistance(a, b, limit)
    if (distance > limit) continue
    if (!best || distance < best.distance || compareText(name, best.name) < 0) best = { name, distance }
  }
  return best?.name
}

/**
 * How many characters of the longer text have no partner in the other, wherever they stand. The edit distance is never
 * less, and takes far longer to find out.
 */
function unmatched(a: string, b: string): number {
  let rest = b
  for (let index = 0; index < a.length; index++) {
    const at = rest.indexOf(a.charAt(index))
    if (at >= 0) rest = rest.slice(0, at) + rest.slice(at + 1)
  }
  return Math.max(a.length, b.length) - (b.length - rest.length)
}

/** "`a`, `b` or `c`", sorted, so that a message is the same on every run. */
export function listOf(names: Iterable<string>): string {
  const quoted = [...names].sort(compareText).map(name => `\`${name}\``)
  const last = quoted.pop()
  if (last === undefined) return ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}

/**
 * Levenshtein distance in which swapping two neighbours counts once (optimal string alignment); some number above the
 * limit when it is above it.
 */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min(substitution, (previous[j] as number) + 1, (current[j - 1] as number) + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) cost = Math.min(cost, (beforePrevious[j - 2] as number) + 1)
      current.push(cost)
    }
    // A swap reaches back two rows, and no row after those can be below both.
    if (Math.min(...current) > limit && Math.min(...previous) > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] as number
}
