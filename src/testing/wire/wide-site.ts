import { sdp } from './messages.js'
import { type Call, establish } from './sides.js'
import { at, type Site, siteYaml, startSite } from './site.js'
import type { Peer } from './wire.js'

/** A site with a line for each way out of the edge, and whoever is there. */
export interface WideSite extends Site {
  /** A target that is known by its name alone, outside of every allow. */
  readonly outer: Peer
  /** A trunk, and another machine of its operator. */
  readonly trunk: Peer
  readonly twin: Peer
  /** An agent who is reached by IPv6. */
  readonly six: Peer
}

export const wideAt = {
  edge6: { ip: '2001:db8:51::10', port: 5060 },
  outer: { ip: '192.0.2.200', port: 5060 },
  trunk: { ip: '198.18.0.2', port: 5060 },
  twin: { ip: '198.18.0.3', port: 5060 },
  six: { ip: '2001:db8:1::20', port: 5060 },
  /** Another machine of Talk. */
  talkTwin: { ip: '54.172.60.2', port: 5060 },
} as const

const wideYaml = `${siteYaml
  .replace('tcp:198.51.100.10:5060]', 'tcp:198.51.100.10:5060, "udp:[2001:db8:51::10]:5060"]')
  .replace(
    'agents:\n',
    'agents:\n  six: {uri: "sip:six@[2001:db8:1::20]"}\n  probed: {uri: "sip:probed@10.0.1.20:5062"}\n',
  )
  .replace('lines:\n', 'trunks:\n  carrier: {uri: sip:198.18.0.2, allow: [198.18.0.0/30]}\nlines:\n')}
  must:
    uri: sip:must@sip.acme.example
    allow: [203.0.113.0/28]
    ticket: required
    agents: [alice]
    voicemail: true
  closed:
    uri: sip:closed@sip.acme.example
    allow: [192.0.2.128/30]
    agents: [six]
    voicemail: true
  wide:
    uri: sip:wide@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [six]
    voicemail: false
    overflow: sip:out@outer.example
  far:
    uri: sip:far@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [six]
    voicemail: false
    overflow: "tel:+33123456789"
`

export async function startWideSite(): Promise<WideSite> {
  const site = await startSite(wideYaml, {
    addresses: Object.values(wideAt).map(({ ip }) => ip),
    hosts: { 'outer.example': wideAt.outer.ip },
  })
  const [outer, trunk, twin, six] = await Promise.all(
    [wideAt.outer, wideAt.trunk, wideAt.twin, wideAt.six].map(address => site.wire.udp(address, true)),
  )
  return { ...site, outer, trunk, twin, six } as WideSite
}

export interface Leg {
  readonly leg: string
  readonly line: string
  readonly uri: string
  readonly peer: Peer
  readonly answer?: string
}

/** A call of a node that its far end has answered. */
export function callLeg(site: Site, callId: string, { leg, line, uri, peer, answer }: Leg): Promise<Call> {
  return establish({
    inviter: site.node,
    answerer: peer,
    to: at.inside,
    invite: {
      callId,
      uri,
      headers: legHeaders(leg, line),
      body: sdp(at.nodeMedia, { port: '12000' }),
      maxForwards: 20,
    },
    answer: answer ?? sdp(peer.address.ip),
  })
}

export function legHeaders(leg: string, line: string): [string, string][] {
  return [
    ['X-Sipin-Leg', leg],
    ['X-Sipin-Line', line],
    ['X-Sipin-Other', 'x'],
    ['X-Zendesk-Ticket-Id', '4711'],
  ]
}
