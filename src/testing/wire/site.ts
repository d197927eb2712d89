import { type EdgeSpec, type EdgeUnderTest, startEdge } from './edge.js'
import type { Address } from './protocol.js'
import type { Peer } from './wire.js'

/** One edge with a node, callers, Talk, an agent and an overflow target, all of them under the test's control. */
export interface Site extends EdgeUnderTest {
  readonly caller: Peer
  readonly node: Peer
  readonly talk: Peer
  readonly target: Peer
  readonly agent: Peer
}

export const at = {
  edge: { ip: '198.51.100.10', port: 5060 },
  inside: { ip: '10.0.0.5', port: 5060 },
  node: { ip: '10.0.0.11', port: 5060 },
  caller: { ip: '203.0.113.10', port: 5070 },
  neighbour: { ip: '203.0.113.11', port: 5070 },
  other: { ip: '192.0.2.130', port: 5070 },
  stranger: { ip: '192.0.2.66', port: 5070 },
  talk: { ip: '54.172.60.1', port: 5060 },
  otherTalk: { ip: '54.172.60.2', port: 5080 },
  target: { ip: '203.0.113.14', port: 5060 },
  agent: { ip: '10.0.1.20', port: 5060 },
  /** Audio of Talk, of a node, and of nobody. */
  talkMedia: '168.86.128.9',
  nodeMedia: '198.51.100.11',
} as const satisfies Record<string, Address | string>

export const talkUri = 'sip:anybody@acme-support.sip.twilio.com'
export const siteYaml = `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tcp:198.51.100.10:5060]
  inside: udp:10.0.0.5:5060
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
agents:
  alice: {uri: sip:alice@10.0.1.20}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: false
    overflow: [{to: sip:night@ai.voicely.example, media: [allow]}]
    limits: {calls: 100}
  sales:
    uri: sip:sales@sip.acme.example
    allow: [203.0.113.0/28, 192.0.2.128/30]
    agents: [alice]
    codecs: [PCMA]
    voicemail: true
  limited:
    uri: sip:limited@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {calls: 2}
  single:
    uri: sip:single@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {calls: 1}
  slow:
    uri: sip:slow@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {per_second: 3}
  seldom:
    uri: sip:seldom@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    limits: {per_second: 1}
`

export const siteHosts = {
  'acme-support.sip.twilio.com': at.talk.ip,
  'acme-help.sip.twilio.com': at.talk.ip,
  'evil.sip.twilio.com': at.talk.ip,
  'sbc.carrier.example': at.target.ip,
  'ai.voicely.example': at.target.ip,
}

const everybody: readonly string[] = Object.values(at).map(who => (typeof who === 'string' ? who : who.ip))

/** Who else there is beside everybody. */
type More = Pick<EdgeSpec, 'addresses' | 'hosts' | 'times' | 'silent' | 'clock'>

export async function startSite(yaml = siteYaml, more: More = { addresses: [] }): Promise<Site> {
  const addresses = [...everybody, ...more.addresses]
  const edge = await startEdge({ ...more, yaml, addresses, hosts: { ...siteHosts, ...more.hosts } })
  const [caller, node, talk, target, agent] = await Promise.all([
    edge.wire.udp(at.caller),
    edge.wire.udp(at.node, true),
    edge.wire.udp(at.talk, true),
    edge.wire.udp(at.target, true),
    edge.wire.udp(at.agent, true),
  ])
  return { ...edge, caller, node, talk, target, agent }
}
