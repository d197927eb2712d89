import type { Located } from '../diagnostic.js'
import { compareNetworks, covers, formatAddress, formatNetwork, type Network } from '../model/network.js'
import type { ProjectRule } from './rule.js'

export const coveredRange: ProjectRule = {
  code: 'covered-range',
  severity: 'warning',
  summary: 'no range of a line lies within another one',
  why: 'The narrower range changes nothing; removing it later would not shut anybody out.',
  *check({ lines }) {
    for (const { allow } of lines) {
      for (const { inner, outer } of coveredPairs(allow)) {
        const same = inner.value.prefix === outer.value.prefix
        const { family, first, last } = inner.value
        const witness = first === last ? '' : `: ${formatAddress(family, first)}, say, is allowed by both`
        const name = formatNetwork(outer.value)
        yield {
          message: same
            ? `${formatNetwork(inner.value)} stands here a second time`
            : `${formatNetwork(inner.value)} lies within ${name}${witness}`,
          place: inner.place,
          related: [{ place: outer.place, text: same ? 'first written here' : `${name} covers it` }],
          help: 'remove one of the two',
        }
      }
    }
  },
}

interface CoveredPair {
  readonly inner: Located<Network>
  readonly outer: Located<Network>
}

/** Each range with the widest one that covers it: one pass over the sorted list. */
function* coveredPairs(allow: readonly Located<Network>[]): Generator<CoveredPair> {
  const sorted = [...allow].sort((a, b) => compareNetworks(a.value, b.value))
  let outer: Located<Network> | undefined
  for (const inner of sorted) {
    if (outer && covers(outer.value, inner.value)) yield { inner, outer }
    else outer = inner
  }
}
