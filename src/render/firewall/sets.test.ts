import { BlockList } from 'node:net'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { hasErrors } from '../../diagnostic.js'
import { formatAddress, parseNetwork } from '../../model/network.js'
import { checkProject } from '../../pipeline.js'
import { firewall } from './target.js'

/** Ranges crowded into few addresses, so that they touch, nest and coincide. */
const range4 = fc
  .tuple(fc.nat(63), fc.integer({ min: 27, max: 32 }))
  .map(([host, prefix]) => `203.0.113.${(host >> (32 - prefix)) << (32 - prefix)}/${prefix}`)
const range6 = fc
  .tuple(fc.nat(31), fc.integer({ min: 124, max: 128 }))
  .map(([host, prefix]) => `2001:db8::${((host >> (128 - prefix)) << (128 - prefix)).toString(16)}/${prefix}`)
const ranges = fc.uniqueArray(fc.oneof(range4, range6), { minLength: 1, maxLength: 5 })
const address = fc.oneof(
  fc.nat(63).map(host => `203.0.113.${host}`),
  fc.nat(31).map(host => `2001:db8::${host.toString(16)}`),
)

const line = fc.record({
  allow: ranges,
  media: fc.option(ranges, { nil: undefined }),
  overflow: fc.option(address, { nil: undefined }),
})

const described = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  talkSignalling: ranges,
  talkMedia: ranges,
  agents: fc.array(address, { maxLength: 2 }),
  node: address,
})

type Described = typeof described extends fc.Arbitrary<infer T> ? T : never

it('the sets are the union of what the lines, Talk, the nodes and the targets may send from', () => {
  let networks = 0
  fc.assert(
    fc.property(described, project => {
      const { project: model, diagnostics } = checkProject([{ file: 'sipin.yaml', text: yamlOf(project) }])
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      if (!model || hasErrors(diagnostics)) throw new Error('unreachable')
      const [file] = [...firewall.files(model, new Map())]
      const sets = setsOf(String(file?.content))
      networks += [...sets.values()].flat().length
      const { lines, talkSignalling, talkMedia, agents, node } = project
      const targets = [...agents, ...lines.flatMap(({ overflow }) => overflow ?? [])]
      expectSets(sets, 'sip', [...lines.flatMap(({ allow }) => allow), ...talkSignalling, node, ...targets])
      expectSets(sets, 'media', [
        ...lines.flatMap(({ allow, media }) => media ?? [...talkMedia, ...allow]),
        ...talkMedia,
        ...targets,
      ])
    }),
    { numRuns: 50 },
  )
  expect(networks).toBeGreaterThan(100)
})

/** Where a set is `name4` and `name6`: the same addresses as the ranges, each in one element. */
function expectSets(
  sets: ReadonlyMap<string, readonly string[]>,
  name: string,
  expected: readonly string[],
): void {
  const elements = [...(sets.get(`${name}4`) ?? []), ...(sets.get(`${name}6`) ?? [])]
  expect(
    elements.every(element => element.includes(':') === (sets.get(`${name}6`) ?? []).includes(element)),
  ).toBe(true)
  const wanted = listOf(expected)
  for (const own of everyAddress) {
    const times = elements.filter(element => holds(listOf([element]), own)).length
    expect([own, times]).toEqual([own, holds(wanted, own) ? 1 : 0])
  }
}

/** Every address that a range above can hold, and some that none does. */
const everyAddress = [
  ...Array.from({ length: 66 }, (_, i) => formatAddress(4, 0xcb007100n - 1n + BigInt(i))),
  ...Array.from({ length: 34 }, (_, i) => formatAddress(6, (0x20010db8n << 96n) - 1n + BigInt(i))),
]

/** Node's own reading of ranges, which shares nothing with ours. */
function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of networks) {
    const [own = '', prefix] = text.split('/')
    const family = own.includes(':') ? 'ipv6' : 'ipv4'
    list.addSubnet(own, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family)
  }
  return list
}

function holds(list: BlockList, own: string): boolean {
  return list.check(own, own.includes(':') ? 'ipv6' : 'ipv4')
}

function setsOf(ruleset: string): Map<string, string[]> {
  return new Map(
    Array.from(ruleset.matchAll(/^\tset (\w+) \{([^}]*)\}/gms), ([, name, body]) => {
      const elements = /elements = \{(.*)/s.exec(body as string)?.[1] ?? ''
      const list = elements
        .split(',')
        .map(text => text.trim())
        .filter(text => text !== '')
      for (const element of list) expect(typeof parseNetwork(element)).toBe('object')
      return [name as string, list]
    }),
  )
}

function yamlOf({ lines, talkSignalling, talkMedia, agents, node }: Described): string {
  const list = (networks: readonly string[]): string => `[${networks.map(text => `"${text}"`).join(', ')}]`
  const host = (own: string): string => (own.includes(':') ? `[${own}]` : own)
  return [
    'version: 1',
    `edge: {listen: ["udp:${host(node.includes(':') ? '2001:db8:9::1' : '198.51.100.1')}:5060"]}`,
    `nodes: {one: {sip: "${host(node)}:5080", media: 198.51.100.11}}`,
    `talk: {signalling: ${list(talkSignalling)}, media: {ranges: ${list(talkMedia)}, ports: 10000-60000}}`,
    'agents:',
    '  somebody: {uri: sip:somebody@phones.example}',
    ...agents.map((own, i) => `  agent-${i}: {uri: "sip:agent@${host(own)}"}`),
    'lines:',
    ...lines.flatMap(({ allow, media, overflow }, i) => [
      `  line-${i}:`,
      `    uri: sip:line-${i}@line-${i}.sip.twilio.com`,
      `    allow: ${list(allow)}`,
      ...(media ? [`    media: [{ranges: ${list(media)}}]`] : []),
      ...(overflow === undefined ? [] : [`    overflow: "sip:ai@${host(overflow)}"`]),
      `    voicemail: ${overflow === undefined}`,
    ]),
    '',
  ].join('\n')
}
