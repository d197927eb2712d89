import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import IPCIDR from 'ip-cidr'
import { parseNetwork } from './network.js'

const octet = fc.oneof(
  fc.integer({ min: 0, max: 260 }).map(String),
  fc.constantFrom('', '00', '010', '-1', '+1', '1e1', '0x7f', '٣', '999', '4294967296'),
)
const dotted = fc.array(octet, { minLength: 3, maxLength: 5 }).map(octets => octets.join('.'))

it('dotted text is refused and read as by ip-cidr, digit by digit', () => {
  fc.assert(
    fc.property(dotted, text => {
      const parsed = parseNetwork(text)
      const own = typeof parsed === 'string' ? undefined : parsed.network.first
      const taken = IPCIDR.isValidCIDR(`${text}/32`)
      expect(own).toBe(taken ? new IPCIDR(`${text}/32`).start<bigint>({ type: 'bigInteger' }) : undefined)
    }),
    { numRuns: 2000 },
  )
})
