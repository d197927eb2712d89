import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { holds, type Network, parseNetwork } from '../../model/network.js'
import { networkList } from './network-list.js'

/** Few bits that differ, so that networks are beside and within each other. */
const near = (bits: number): bigint => (0x20010db8n << 96n) + BigInt(bits)

const network = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 119, max: 128 }))
  .map(([bits, prefix]): Network => {
    const size = 1n << BigInt(128 - prefix)
    const first = near(bits) - (near(bits) % size)
    return { family: 6, first, last: first + size - 1n, prefix }
  })

describe('a list of networks', () => {
  it('is read by Kamailio as what it says', () => {
    fc.assert(
      fc.property(
        fc.array(network, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 255 }),
        (networks, bits) => {
          const wanted = networks.some(own => holds(own, { family: 6, bits: near(bits) }))
          expect(isInSubnet(near(bits), networkList(networks))).toBe(wanted)
        },
      ),
      { seed: 8, numRuns: 2000 },
    )
  })

  it('would not be in the order of the file', () => {
    const list = '2001:db8:7::/48,2001:db8:8::/64'
    const beside = 0x20010db8000800010000000000000005n
    expect(isInSubnet(beside, list)).toBe(true)
    const networks = list.split(',').flatMap(text => {
      const parsed = parseNetwork(text)
      return typeof parsed === 'string' ? [] : [parsed.network]
    })
    expect(isInSubnet(beside, networkList(networks))).toBe(false)
  })
})

/** What ki_ip_is_in_subnet of Kamailio's ipops does with an IPv6 address. */
function isInSubnet(address: bigint, list: string): boolean {
  let left = address
  for (const text of list.split(',')) {
    const parsed = parseNetwork(text)
    if (typeof parsed === 'string') throw new Error(parsed)
    const { first, prefix } = parsed.network
    left -= left % (1n << BigInt(128 - prefix))
    if (left === first) return true
  }
  return false
}
