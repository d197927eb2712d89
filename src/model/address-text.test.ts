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

const group = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 0xffff }).map(number => number.toString(16)) },
  { weight: 3, arbitrary: fc.constantFrom('0', '00', '0000', 'FFFF', 'Db8') },
  { weight: 1, arbitrary: fc.constantFrom('', '00001', '10000', 'g', '-1', ' 1', '٣') },
)
const groups = fc
  .tuple(
    fc.array(group, { maxLength: 9 }),
    fc.constantFrom('::', ':', '', ':::'),
    fc.array(group, { maxLength: 4 }),
  )
  .map(([before, between, after]) => before.join(':') + between + after.join(':'))
  .filter(text => text.includes(':'))

it('text in groups is refused and read as by ip-cidr, group by group', () => {
  let taken = 0
  fc.assert(
    fc.property(groups, text => {
      const parsed = parseNetwork(text)
      const own = typeof parsed === 'string' ? undefined : parsed.network.first
      const valid = IPCIDR.isValidCIDR(`${text}/128`)
      const bits = valid ? new IPCIDR(`${text}/128`).start<bigint>({ type: 'bigInteger' }) : undefined
      // IPv4-mapped IPv6 is refused with a reason of its own.
      if (bits !== undefined && bits >> 32n === 0xffffn) return
      if (own !== undefined) taken++
      expect([text, own]).toEqual([text, bits])
    }),
    { numRuns: 5000 },
  )
  expect(taken).toBeGreaterThan(500)
})
