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

/** Somebody who is called: by an address, or by a name that may lead anywhere. */
const host = fc.oneof({ weight: 9, arbitrary: address }, { weight: 1, arbitrary: fc.constant('a.example') })
const said = fc.option(
  fc.oneof({ weight: 5, arbitrary: ranges }, { weight: 1, arbitrary: fc.constant('any' as const) }),
  { nil: undefined },
)

const line = fc.record({
  allow: ranges,
  media: said,
  talk: fc.boolean(),
  agents: fc.array(host, { minLength: 1, maxLength: 2 }),
  overflow: fc.array(fc.record({ host: fc.oneof(host, fc.constant('tel' as const)), media: said }), {
    maxLength: 2,
  }),
  key: fc.option(fc.oneof(host, fc.constant('tel' as const)), { nil: undefined }),
})

const described = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  trunks: fc.uniqueArray(fc.record({ host, allow: fc.option(ranges, { nil: undefined }), media: said }), {
    minLength: 1,
    maxLength: 2,
    selector: trunk => trunk.host,
  }),
  talkSignalling: ranges,
  talkMedia: ranges,
  node: address,
})

type Described = typeof described extends fc.Arbitrary<infer T> ? T : never
type LineSpec = Described['lines'][number]
type Said = LineSpec['media']

it('the sets are the union of what may speak and send audio on every leg that a call can have', () => {
  let networks = 0
  let narrow = 0
  fc.assert(
    fc.property(described, project => {
      const { project: model, diagnostics } = checkProject([{ file: 'sipin.yaml', text: yamlOf(project) }])
      // Both families are drawn, of which a node speaks one.
      const problems = diagnostics.filter(({ code }) => code !== 'audio-family')
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
      if (!model || hasErrors(problems)) throw new Error('unreachable')
      const [file] = [...firewall.files(model, new Map())]
      const sets = setsOf(String(file?.content))
      networks += [...sets.values()].flat().length
      const { lines, talkSignalling, node, trunks } = project
      const called = lines.flatMap(own => [...own.agents, ...targetsOf(own).map(({ host: to }) => to)])
      const carriers = called.includes('tel') ? trunks.flatMap(({ host: at, allow }) => allow ?? [at]) : []
      const literal = [...called, ...carriers].filter(isAddressOrRange)
      expectSets(sets, 'sip', [...lines.flatMap(({ allow }) => allow), ...talkSignalling, node, ...literal])
      const media = lines.flatMap(own => audioOf(own, project))
      if (!media.includes('0.0.0.0/0')) narrow++
      expectSets(sets, 'media', media)
    }),
    { numRuns: 60 },
  )
  expect(networks).toBeGreaterThan(200)
  expect(narrow).toBeGreaterThan(10)
})

const anywhere = ['0.0.0.0/0', '::/0']

function targetsOf({ overflow, key }: LineSpec): LineSpec['overflow'] {
  return [...overflow, ...(key === undefined ? [] : [{ host: key, media: undefined }])]
}

/** From where audio may come on the legs of a line (policy row 9), in the words of the contract. */
function audioOf(own: LineSpec, { talkSignalling, talkMedia, trunks }: Described): string[] {
  const twilio = listOf(talkSignalling)
  const addresses = everyAddress.filter(one => holds(listOf(own.allow), one))
  const atTwilio = addresses.filter(one => holds(twilio, one))
  const line = own.media === undefined ? [...talkMedia, ...own.allow] : rangesOf(own.media)
  const unlessSaid = (at: string, more: readonly string[]): string[] =>
    isAddressOrRange(at) ? [...line, ...more] : anywhere
  const written = new Map<string, Said[]>()
  for (const { host: to, media } of targetsOf(own)) written.set(to, [...(written.get(to) ?? []), media])
  return [
    ...(own.talk || atTwilio.length > 0 ? talkMedia : []),
    ...(addresses.length > atTwilio.length ? line : []),
    ...(own.talk ? [] : own.agents.flatMap(at => unlessSaid(at, [at]))),
    ...Array.from(written).flatMap(([to, all]) => {
      const media = all.filter(one => one !== undefined)
      if (media.length > 0) return media.flatMap(rangesOf)
      if (to !== 'tel') return unlessSaid(to, [to])
      return trunks.flatMap(({ host: at, allow, media: ofTrunk }) => {
        if (ofTrunk) return rangesOf(ofTrunk)
        return allow ? [...line, ...allow] : unlessSaid(at, [at])
      })
    }),
  ]
}

function rangesOf(said: NonNullable<Said>): readonly string[] {
  return said === 'any' ? anywhere : said
}

function isAddressOrRange(text: string): boolean {
  return /^[0-9a-f:./]+$/.test(text) && text !== 'tel'
}

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

function yamlOf({ lines, trunks, talkSignalling, talkMedia, node }: Described): string {
  const list = (networks: readonly string[]): string => `[${networks.map(text => `"${text}"`).join(', ')}]`
  const at = (own: string): string => (own.includes(':') ? `[${own}]` : own)
  const uri = (to: string): string => (to === 'tel' ? '"tel:+33123456789"' : `"sip:somebody@${at(to)}"`)
  const media = (own: Said): string =>
    own === undefined ? '' : `, media: ${own === 'any' ? 'any' : list(own)}`
  return [
    'version: 1',
    'edge: {listen: ["udp:198.51.100.1:5060", "udp:[2001:db8:9::1]:5060"]}',
    `nodes: {one: {sip: "${at(node)}:5080", media: 198.51.100.11}}`,
    `talk: {signalling: ${list(talkSignalling)}, media: {ranges: ${list(talkMedia)}, ports: 10000-60000}}`,
    'trunks:',
    ...trunks.map(({ host: to, allow, media: own }, i) => {
      return `  trunk-${i}: {uri: "sip:${at(to)}"${allow ? `, allow: ${list(allow)}` : ''}${media(own)}}`
    }),
    'agents:',
    ...lines.flatMap(({ agents }, i) =>
      agents.map((to, j) => `  agent-${i}-${j}: {uri: "sip:${i}-${j}@${at(to)}"}`),
    ),
    'lines:',
    ...lines.flatMap(({ allow, media: own, talk, agents, overflow, key }, i) => [
      `  line-${i}:`,
      talk ? `    uri: sip:line-${i}@line-${i}.sip.twilio.com` : `    uri: sip:line-${i}@pbx${i}.example`,
      `    allow: ${list(allow)}`,
      ...(talk ? [] : [`    agents: [${agents.map((_, j) => `agent-${i}-${j}`).join(', ')}]`]),
      ...(own === undefined ? [] : [`    media: ${own === 'any' ? 'any' : `[{ranges: ${list(own)}}]`}`]),
      ...(overflow.length > 0 ? ['    overflow:'] : []),
      ...overflow.map(({ host: to, media: ofTarget }) => `      - {to: ${uri(to)}${media(ofTarget)}}`),
      ...(key === undefined ? [] : [`    menu: {prompt: menu.wav, keys: {1: ${uri(key)}}}`]),
      `    voicemail: ${overflow.length === 0}`,
    ]),
    '',
  ].join('\n')
}
