import { type IntervalSet, subtract, uniteAll } from '../model/intervals.js'
import { formatAddress, formatNetwork, type Network, unite } from '../model/network.js'
import { goodCall } from '../policy/good-call.js'
import { type Difference, type Pair, witnessOf, zoneOf } from './difference.js'

/** IPv6 lies behind IPv4 on the one line of all addresses. */
const base = { 4: 0n, 6: 1n << 32n } as const

/** Addresses as one set of intervals, of both families. */
export function addressSet(networks: readonly Network[]): IntervalSet<bigint> {
  return uniteAll(
    networks.map(({ family, first, last }) => ({ from: base[family] + first, to: base[family] + last + 1n })),
  )
}

/** The same as the fewest CIDR networks. */
export function networksOf(set: IntervalSet<bigint>): Network[] {
  return unite(
    set.flatMap(({ from, to }) => {
      const split = base[6]
      const v4 =
        from < split
          ? [{ family: 4 as const, first: from, last: (to < split ? to : split) - 1n, prefix: 0 }]
          : []
      const v6 =
        to > split
          ? [
              {
                family: 6 as const,
                first: (from > split ? from : split) - split,
                last: to - split - 1n,
                prefix: 0,
              },
            ]
          : []
      return [...v4, ...v6]
    }),
  )
}

export function countAddresses(set: IntervalSet<bigint>): bigint {
  return set.reduce((sum, { from, to }) => sum + to - from, 0n)
}

/** Which addresses gain or lose a line. */
export function compareSources(pair: Pair): Difference | undefined {
  const [before, after] = [pair.old.line, pair.now.line].map(({ allow }) =>
    addressSet(allow.map(({ value }) => value)),
  )
  if (!before || !after) return undefined
  const gained = subtract(after, before)
  const lost = subtract(before, after)
  const [first] = [...networksOf(lost), ...networksOf(gained)]
  if (!first) return undefined
  const good = goodCall(pair.now.project, pair.now.line, pair.year.from)
  const source = formatAddress(first.family, first.first)
  return {
    aspect: 'sources',
    texts: [...describe(gained, 'may call now'), ...describe(lost, 'may not call any more')],
    // Without SDP, so that nothing but the source is judged.
    witness: witnessOf(pair, { ...good, source, offer: undefined }, zoneOf(pair.now)),
  }
}

const shown = 8

function describe(set: IntervalSet<bigint>, verb: string): string[] {
  const networks = networksOf(set)
  if (networks.length === 0) return []
  const names = networks.slice(0, shown).map(formatNetwork)
  const more = networks.length > shown ? ` and ${networks.length - shown} more ranges` : ''
  return [`${names.join(', ')}${more} ${verb} (${countAddresses(set)} addresses)`]
}
