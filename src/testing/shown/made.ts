import { createRandom, type Random } from '../hostile/fuzz/random.js'
import { agentIds, linesOf } from './made-lines.js'
import type { Factors, Forbidden, Row } from './pairs.js'

/** Every optional key of a project that the engines' files depend on, absent and in each of its forms. */
export const factors: Factors = {
  domains: ['absent', 'one', 'three'],
  listen: ['absent', 'udp', 'udp+tcp', 'udp+tls', 'both-families', 'all', 'two-udp'],
  inside: ['absent', 'own', 'ipv6'],
  advertise: ['absent', 'present'],
  tls: ['absent', 'present'],
  flood: ['absent', 'requests', 'per', 'both'],
  nodes: ['absent', 'loopback', 'one', 'one-media', 'nat', 'two', 'three', 'ipv6'],
  rtp: ['absent', 'present'],
  site: ['absent', 'name', 'timezone', 'all'],
  talk: ['absent', 'signalling', 'media', 'ports', 'both'],
  trunks: ['absent', 'one', 'allow', 'media', 'two'],
  zendesk: ['absent', 'present'],
  schedules: ['absent', 'one', 'zones'],
  agents: ['absent', 'one', 'two', 'forty'],
  defaults: ['absent', 'some'],
  lines: ['one', 'three', 'long-id'],
  allow: ['/8-/15', '/16-/23', '/24-/32', 'ipv6', 'mixed'],
  answer: ['talk', 'agents'],
  queue: ['absent', 'times', 'sounds', 'all'],
  ticket: ['absent', 'optional', 'required', 'also'],
  caller: ['absent', 'from', 'anonymous', 'both'],
  codecs: ['absent', 'one', 'turned'],
  media: ['absent', 'any', 'allow', 'twilio', 'ranges'],
  secure: ['absent', 'false', 'true', 'either'],
  hours: ['absent', 'inline', 'schedule'],
  override: ['absent', 'open', 'until'],
  limits: ['absent', 'calls', 'per_second', 'both'],
  overflow: ['absent', 'text', 'ipv6', 'tel', 'list'],
  voicemail: ['absent', 'false', 'true', 'all'],
  menu: ['absent', 'present'],
}

/** What validate refuses, or the engines cannot do, whatever else a project has. */
export const forbidden: Forbidden = [
  ...only('secure', 'true', 'listen', ['udp+tls', 'all']),
  ...only('secure', 'either', 'listen', ['udp+tls', 'all']),
  ...only('listen', 'udp+tls', 'tls', ['present']),
  ...only('listen', 'all', 'tls', ['present']),
  ...only('overflow', 'tel', 'trunks', ['one', 'allow', 'media', 'two']),
  // Whoever has an IPv6 address only is called from one, and calls one; audio is IPv4, as the nodes have it.
  { allow: 'ipv6', media: 'allow' },
  ...only('overflow', 'ipv6', 'listen', ['both-families', 'all']),
  ...only('allow', 'ipv6', 'listen', ['both-families', 'all']),
  ...only('answer', 'agents', 'agents', ['one', 'two', 'forty']),
  ...only('answer', 'talk', 'queue', ['absent']),
  ...only('hours', 'schedule', 'schedules', ['one', 'zones']),
  // A node speaks to the edge in its own family, and one elsewhere does not reach a loopback address.
  ...only('nodes', 'ipv6', 'inside', ['ipv6']),
  ...only('inside', 'ipv6', 'nodes', ['ipv6']),
  { inside: 'ipv6', listen: 'absent' },
  // Behind NAT phones are called from the socket for the nodes, and have IPv4 addresses.
  ...['one', 'two', 'forty'].map(agents => ({ agents, inside: 'ipv6', advertise: 'present' })),
  ...['one', 'one-media', 'nat', 'two', 'three'].map(nodes => ({
    nodes,
    listen: 'absent',
    inside: 'absent',
  })),
]

/** A project with nothing that may be absent. */
export const barest: Row = Object.fromEntries(
  Object.entries(factors).map(([name, levels]) => [
    name,
    levels.includes('absent') ? 'absent' : (levels[0] as string),
  ]),
)

/** A level that stands beside some levels of another factor only. */
function only(name: string, level: string, other: string, levels: readonly string[]): Partial<Row>[] {
  return (factors[other] ?? [])
    .filter(its => !levels.includes(its))
    .map(its => ({ [name]: level, [other]: its }))
}

function upTo200(random: Random): number {
  return random.below(200)
}

/** The project of a row: the same row and seed give the same project. It has no errors. */
export function projectOfRow(row: Row, seed: number): object {
  const random = createRandom(seed)
  const has = (name: string): boolean => row[name] !== 'absent'
  const site = {
    ...(['name', 'all'].includes(row['site'] ?? '') ? { name: `acme-${'x'.repeat(upTo200(random))}` } : {}),
    ...(['timezone', 'all'].includes(row['site'] ?? '') ? { timezone: 'America/St_Johns' } : {}),
    ...(row['site'] === 'all' ? { silence: '10m' } : {}),
  }
  return {
    version: 1,
    ...part('site', site),
    ...part('edge', edgeOf(row)),
    ...part('nodes', nodesOf(row)),
    ...part('talk', talkOf(row)),
    ...part('trunks', trunksOf(row)),
    ...(has('zendesk') ? { zendesk: { subdomain: 'acme' } } : {}),
    ...part('schedules', schedulesOf(row)),
    ...part('agents', agentsOf(row)),
    ...(has('defaults')
      ? { defaults: { codecs: ['PCMA', 'PCMU'], hours: { 'mon-sun': '00:00-24:00' } } }
      : {}),
    lines: linesOf(row, random),
  }
}

function part(name: string, content: object): object {
  return Object.keys(content).length > 0 ? { [name]: content } : {}
}

function edgeOf(row: Row): object {
  const udp = 'udp:198.51.100.10:5060'
  const listen: Readonly<Record<string, readonly string[]>> = {
    udp: [udp],
    'udp+tcp': [udp, 'tcp:198.51.100.10:5060'],
    'udp+tls': ['tls:198.51.100.10:5061', udp],
    'both-families': [udp, 'udp:[2001:db8:10::10]:5060', 'tcp:[2001:db8:10::10]:5060'],
    all: [
      ...['udp:[2001:db8:10::10]:5060', 'tls:[2001:db8:10::10]:5061', 'tls:198.51.100.10:5061'],
      ...['tcp:198.51.100.10:5060', udp],
    ],
    'two-udp': ['udp:198.51.100.10:5062', 'udp:198.51.100.11:5060'],
  }
  const domains = ['sip.acme.example', `${'long.'.repeat(30)}acme.example`, 'calls.acme.example']
  const flood = { requests: 1000, per: '1s' }
  const { requests, per } = flood
  return {
    ...(row['domains'] === 'absent' ? {} : { domains: domains.slice(0, row['domains'] === 'one' ? 1 : 3) }),
    ...(row['listen'] === 'absent' ? {} : { listen: listen[row['listen'] ?? ''] }),
    ...(row['inside'] === 'own'
      ? { inside: `udp:10.0.0.5:${row['listen'] === 'absent' ? 5060 : 5064}` }
      : {}),
    ...(row['inside'] === 'ipv6' ? { inside: 'udp:[2001:db8:20::5]:5060' } : {}),
    ...(row['advertise'] === 'present' ? { advertise: '198.51.100.12' } : {}),
    ...(row['tls'] === 'present'
      ? { tls: { certificate: '/etc/sipin/tls/fullchain.pem', private_key: '/etc/sipin/tls/key.pem' } }
      : {}),
    ...({ requests: { flood: { requests } }, per: { flood: { per } }, both: { flood } }[row['flood'] ?? ''] ??
      {}),
  }
}

function nodesOf(row: Row): object {
  const rtp = row['rtp'] === 'present' ? { rtp_ports: '30000-30100' } : {}
  const node = (n: number): object => ({
    sip: `10.0.0.${10 + n}:5080`,
    media: `198.51.100.${20 + n}`,
    ...rtp,
  })
  const kinds: Readonly<Record<string, object>> = {
    loopback: { local: { sip: '127.0.0.1:5082', ...rtp } },
    one: { ast1: { sip: '198.51.100.21:5080', ...rtp } },
    nat: { ast1: { sip: '10.0.0.11:5080', media: '10.0.0.11', advertise: '198.51.100.31', ...rtp } },
    'one-media': { ast1: node(1) },
    two: { ast1: node(1), ast2: node(2) },
    three: { ast1: node(1), ast2: node(2), 'a-third-node': node(3) },
    ipv6: { six: { sip: '[2001:db8:20::11]:5080', media: '198.51.100.21', ...rtp } },
  }
  return kinds[row['nodes'] ?? ''] ?? {}
}

function talkOf(row: Row): object {
  const signalling = ['198.51.100.224/30']
  const ranges = ['198.51.100.232/29']
  const kinds: Readonly<Record<string, object>> = {
    signalling: { signalling },
    media: { media: { ranges } },
    ports: { media: { ranges, ports: '20000-60000' } },
    both: { signalling, media: { ranges, ports: '20000-20001' } },
  }
  return kinds[row['talk'] ?? ''] ?? {}
}

function trunksOf(row: Row): object {
  const kinds: Readonly<Record<string, object>> = {
    one: { carrier: { uri: 'sip:sbc.carrier.example' } },
    allow: { carrier: { uri: 'sip:192.0.2.3', allow: ['192.0.2.0/29'] } },
    media: {
      carrier: {
        uri: 'sip:sbc.carrier.example',
        secure: false,
        media: [{ ranges: ['192.0.2.128/25'], ports: '16384-32767' }, { ranges: ['192.0.2.0/25'] }],
      },
    },
    two: {
      carrier: { uri: 'sip:192.0.2.3:5070', allow: ['192.0.2.0/29'] },
      other: { uri: 'sip:192.0.2.18', allow: ['192.0.2.16/29', '192.0.2.32/29'] },
    },
  }
  return kinds[row['trunks'] ?? ''] ?? {}
}

function schedulesOf(row: Row): object {
  const office = { weekly: { 'mon-thu': ['09:00-12:30', '14:00-18:00'], fri: '09:00-17:00' } }
  const kinds: Readonly<Record<string, object>> = {
    one: { office },
    zones: {
      office: { ...office, timezone: 'Europe/Paris', holidays: ['2026-12-24..2026-12-26', '2027-01-01'] },
      nights: { timezone: 'Asia/Kathmandu', weekly: { 'mon-sun': ['18:00-24:00', '00:00-09:00'] } },
    },
  }
  return kinds[row['schedules'] ?? ''] ?? {}
}

function agentsOf(row: Row): object {
  const uri = (index: number): string => `sip:a${index}@10.0.1.${20 + index}`
  return Object.fromEntries(
    agentIds(row).map((id, index) => [
      id,
      { uri: uri(index), ...(row['zendesk'] === 'present' && index === 0 ? { zendesk: 1900000001 } : {}) },
    ]),
  )
}
