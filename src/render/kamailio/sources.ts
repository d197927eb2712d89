import { compareText } from '../../diagnostic.js'
import { formatAddress, type Network, unite } from '../../model/network.js'
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
  const shared = Math.min(3, Math.floor(prefix / (family === 4 ? 8 : 16)))
  if (shared === 0) return 'any'
  if (family === 4) return formatAddress(4, first).split('.', shared).join('.')
  const parts = Array.from({ length: shared }, (_, i) => Number((first >> BigInt(112 - 16 * i)) & 0xffffn))
  return parts.map(part => part.toString(16)).join(':')
}
