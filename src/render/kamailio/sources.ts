import { compareText } from '../../diagnostic.js'
import { type Network, unite } from '../../model/network.js'
import { networkList } from './network-list.js'

/**
 * The union of all allow ranges as buckets of the edge's `sources` table. The key of a range is the octets
 * (IPv4: up to three) or 16 bit groups (IPv6: up to three) that every address in it shares, written as
 * Kamailio writes an address; so one address is tested against four buckets at the most: the fourth is
 * `any`, for ranges that share nothing.
 */
export function sourceBuckets(allow: readonly Network[]): { key: string; networks: string }[] {
  const buckets = new Map<string, Network[]>()
  for (const network of unite(allow)) {
    const key = bucketKey(network)
    const bucket = buckets.get(key)
    if (bucket) bucket.push(network)
    else buckets.set(key, [network])
  }
  return Array.from(buckets, ([key, networks]) => ({ key, networks: networkList(networks) })).sort((a, b) =>
    compareText(a.key, b.key),
  )
}

function bucketKey({ family, first, prefix }: Network): string {
  const [width, bits] = family === 4 ? [8, 32] : [16, 128]
  const shared = Math.min(3, Math.floor(prefix / width))
  const parts = Array.from({ length: shared }, (_, i) =>
    Number((first >> BigInt(bits - width * (i + 1))) & ((1n << BigInt(width)) - 1n)),
  )
  if (shared === 0) return 'any'
  return family === 4 ? parts.join('.') : parts.map(part => part.toString(16)).join(':')
}
