import { covers, type Network, parseNetwork } from './network.js'

/** Addresses that are not routed on the Internet: private, shared (RFC 6598), link-local, loopback and unspecified addresses. */
const within = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '0.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1',
  '::',
] as const

/** Whether an address, or a whole range, is not reachable from outside of the site. */
export function isPrivate(range: string | Network): boolean {
  const parsed = typeof range === 'string' ? parseNetwork(range) : { network: range }
  if (typeof parsed === 'string') return false
  return privateNetworks.some(network => covers(network, parsed.network))
}

/** IPv4 only, as Kamailio and nftables list them. */
export const privateRanges4: readonly string[] = within.filter(text => !text.includes(':'))

const privateNetworks = within.flatMap(text => {
  const parsed = parseNetwork(text)
  return typeof parsed === 'string' ? [] : [parsed.network]
})
