import { formatNetwork, type Network } from '../../model/network.js'

/**
 * Networks as Kamailio's is_in_subnet takes them. It masks the IPv6 address that it looks for with each network in turn
 * and goes on with what is left of it (ipops, 5.6 to 6.1), so it would miss networks and take addresses beside them.
 * With the longest prefixes first, no bit that a later network asks for is gone.
 */
export function networkList(networks: readonly Network[]): string {
  if (!networks.some(({ family }) => family === 6)) return networks.map(formatNetwork).join(',')
  return [...networks]
    .sort((a, b) => a.family - b.family || (a.family === 6 ? b.prefix - a.prefix : 0))
    .map(formatNetwork)
    .join(',')
}
