import { type IntervalSet, uniteAll } from './intervals.js'
import { formatAddress, type Network, unite } from './network.js'

/** Both families share one number line: IPv6 starts after the last IPv4 address. */
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

/** The address at a point of that number line. */
export function formatPoint(point: bigint): string {
  return point < base[6] ? formatAddress(4, point) : formatAddress(6, point - base[6])
}
