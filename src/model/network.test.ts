import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import IPCIDR from 'ip-cidr'
import { coveredRange } from '../rules/covered-range.js'
import { projectOf } from '../testing/project.js'
import {
  compareNetworks,
  covers,
  formatAddress,
  formatNetwork,
  holds,
  type Network,
  parseNetwork,
  unite,
} from './network.js'

const refused = [
  ...[
    '',
    ' ',
    '10',
    '10.1',
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '0x7f.0.0.1',
    ' 10.0.0.1',
    '10.0.0.1 ',
  ],
  ...[
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0.0/255.0.0.0',
  ],
  ...[
    '10.0.0.1:5060',
    '[2001:db8::1]',
    '[2001:db8::1]:5060',
    '2001:db8::/129',
    '2001:db8:::1',
    '2001::db8::1',
  ],
  ...[
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '::ffff:0a00:0001',
    '2001:db8::1.2.3.4',
    'example.com',
    '１０.0.0.1',
  ],
]

describe('a range', () => {
  it.each(refused)('%j is none', text => {
    expect(typeof parseNetwork(text)).toBe('string')
  })

  it.each([
    ['10.0.0.1', '10.0.0.1', false],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.1/8', '10.0.0.0/8', true],
    ['0.0.0.0/0', '0.0.0.0/0', false],
    ['255.255.255.255/32', '255.255.255.255', false],
    ['2001:DB8:0:0::/32', '2001:db8::/32', false],
    ['2001:db8::1/64', '2001:db8::/64', true],
    ['::/0', '::/0', false],
    ['::1', '::1', false],
    // RFC 5952 section 4.2: one group of zeros is not shortened, of two runs the first of the longest is.
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', false],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', false],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', false],
  ])('%s means %s', (text, meant, hostBits) => {
    const parsed = parseNetwork(text)
    if (typeof parsed === 'string') throw new Error(parsed)
    expect(formatNetwork(parsed.network)).toBe(meant)
    expect(parsed.hostBits).toBe(hostBits)
  })
})

const v4 = fc
  .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => `${address}/${prefix}`)
const v6 = fc
  .tuple(
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).filter(bits => bits >> 32n !== 0xffffn),
    fc.integer({ min: 0, max: 128 }),
  )
  .map(([bits, prefix]) => `${formatAddress(6, bits)}/${prefix}`)

describe('beside ip-cidr', () => {
  it('the first and last address are the same', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), text => {
        const { first, last } = networkOf(text)
        const other = new IPCIDR(text)
        expect(first).toBe(other.start<bigint>({ type: 'bigInteger' }))
        expect(last).toBe(other.end<bigint>({ type: 'bigInteger' }))
      }),
    )
  })

  it('what sipin takes, ip-cidr takes', () => {
    const odd = fc.array(
      fc.constantFrom('10', '0', '.', ':', '::', '/', '8', '256', 'ff', '2001:db8', ' ', '%'),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        odd.map(parts => parts.join('')),
        text => {
          if (typeof parseNetwork(text) !== 'string')
            expect(IPCIDR.isValidCIDR(text) || IPCIDR.isValidAddress(text)).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('the canonical text means the same range', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6), text => {
        const network = networkOf(text)
        expect(networkOf(formatNetwork(network))).toEqual(network)
      }),
    )
  })
})

/** Ranges of a world of 16 addresses, so that everything about them can be counted out. */
const small = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
  .map(([last, prefix]) => networkOf(`203.0.113.${last}/${prefix}`))
const addresses = Array.from({ length: 18 }, (_, i) => ({
  family: 4 as const,
  bits: networkOf('203.0.112.255').first + BigInt(i),
}))

describe('ranges together', () => {
  it('cover each other as their addresses say', () => {
    fc.assert(
      fc.property(small, small, (outer, inner) => {
        expect(covers(outer, inner)).toBe(
          addresses.every(address => !holds(inner, address) || holds(outer, address)),
        )
      }),
    )
  })

  it('of different families never meet', () => {
    expect(covers(networkOf('::/0'), networkOf('10.0.0.1'))).toBe(false)
    expect(covers(networkOf('0.0.0.0/0'), networkOf('::1'))).toBe(false)
  })

  it('united hold the same addresses, each once', () => {
    fc.assert(
      fc.property(fc.array(small, { maxLength: 8 }), networks => {
        const united = unite(networks)
        for (const address of addresses) {
          const times = united.filter(network => holds(network, address)).length
          expect(times).toBe(networks.some(network => holds(network, address)) ? 1 : 0)
        }
        expect([...united].sort(compareNetworks)).toEqual(united)
      }),
    )
  })

  it('united as their ends say, which need not be those of a prefix', () => {
    const span = (first: bigint, last: bigint): Network => ({ family: 4, first, last, prefix: 0 })
    expect(unite([span(8n, 11n), span(4n, 6n)]).map(formatNetwork)).toEqual([
      '0.0.0.4/31',
      '0.0.0.6',
      '0.0.0.8/30',
    ])
  })

  it('covered-range names exactly the ranges that another one of the line covers', () => {
    const text = fc.oneof(
      small.map(formatNetwork),
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 126, max: 128 }))
        .map(([last, prefix]) => formatNetwork(networkOf(`2001:db8::${last}/${prefix}`))),
    )
    let found = 0
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), texts => {
        const allow = texts.map(range => `"${range}"`).join(', ')
        const project = projectOf(
          `version: 1\nlines:\n  a: {uri: sip:a@a.sip.twilio.com, allow: [${allow}], voicemail: true}\n`,
        )
        const networks = (project.lines[0]?.allow ?? []).map(({ value, place }) => ({
          value,
          at: place.span.start,
        }))
        const expected = networks
          .filter(({ value, at }) =>
            networks.some(
              other => covers(other.value, value) && (other.value.prefix !== value.prefix || other.at < at),
            ),
          )
          .map(({ at }) => at)
        const named = [...coveredRange.check(project, undefined)].map(({ place }) => place.span.start)
        found += named.length
        expect(named.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
      }),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(100)
  })
})

function networkOf(text: string): Network {
  const parsed = parseNetwork(text)
  if (typeof parsed === 'string') throw new Error(`${text}: ${parsed}`)
  return parsed.network
}

/** Each wrong form is called what it is, whatever is in it. */
const wrongForms: Readonly<Record<string, readonly string[]>> = {
  'it is a SIP URI': [
    'sip:ai.nordwind.example',
    'sips:a@ai.example',
    'sip:203.0.113.7:5060',
    'sip:a@[2001:db8::1]',
  ],
  'it is a host name': ['ai.nordwind.example', 'AI.example.', 'sip.example.net/28', '7.pool.example'],
  'it is a host name with a port': ['ai.nordwind.example:5060'],
  'a port has no place in a range': ['203.0.113.7:5060', '[2001:db8::1]:5060'],
  'it is a URL': ['https://ai.nordwind.example/calls', 'http://203.0.113.7', 'sip://ai.example'],
  'it is a telephone number': ['+4930123456', 'tel:+4930123456', '0049 30 123456'],
  'it is a MAC address': ['00:1b:44:11:3a:b7', '00-1B-44-11-3A-B7'],
  'it is an address with a transport': ['udp:203.0.113.7', 'tls:203.0.113.7:5061'],
  'it is an IPv4 address in IPv6 writing': ['::ffff:203.0.113.7', '2001:db8::203.0.113.7'],
}

describe('a text that is something else', () => {
  it.each(Object.entries(wrongForms))('%s', (reason, texts) => {
    for (const text of texts) expect([text, parseNetwork(text)]).toEqual([text, reason])
  })

  it('with leading zeros says what they mean', () => {
    expect(parseNetwork('203.000.113.007')).toContain('octal')
  })
})
