import { holds, type Network, parseAddress } from '../../../model/network.js'
import type { Line, Project } from '../../../model/project.js'
import { formatSipUri, type SipUri } from '../../../model/sip-uri.js'
import { judgeAnswer, type LegRules, targetRules } from '../../../policy/judge-answer.js'
import { type Target, targetsOf } from '../../../policy/legs.js'
import { planOf } from '../../../policy/plan-of.js'
import { addressesAround, mediaPoints } from './probes.js'

/** A way on which a node calls out for a line, and what holds on it. */
export interface Way {
  readonly about: readonly string[]
  readonly leg: 'talk' | 'overflow' | 'agent'
  readonly line: string
  readonly uri: string
  /** Where whoever is called listens. */
  readonly address: string
  /** Talk takes it over TLS only, and nobody listens there. */
  readonly secure: boolean
  /** Answers of the far end, and whether their body reaches the node. */
  readonly answers: readonly { readonly address: string; readonly port: number; readonly passes: boolean }[]
  /** Who speaks while it rings, and whether it reaches the node. */
  readonly speakers: readonly { readonly ip: string; readonly passes: boolean }[]
}

/** Where the names of the project's far ends lead to. */
export type Hosts = Readonly<Record<string, string>>

export function waysOf(project: Project, hosts: Hosts): Way[] {
  const addressOf = ({ host }: SipUri): string => hosts[host] ?? host
  const called = project.lines.flatMap(line =>
    targetsOf(line, project).map(target =>
      wayOf({ leg: target.kind, line, uri: target.uri, address: addressOf(target.uri), target }),
    ),
  )
  const talk = project.lines
    .filter(line => planOf(line).steps.has('talk'))
    .map(line =>
      wayOf({
        leg: 'talk',
        line,
        uri: line.uri.value,
        address: addressOf(line.uri.value),
        target: undefined,
      }),
    )
  return [...called, ...talk]
}

interface WaySpec extends Pick<Way, 'leg' | 'address'> {
  readonly line: Line
  readonly uri: SipUri
  /** undefined: Talk, whose ranges are in no table. */
  readonly target: Target | undefined
}

function wayOf({ leg, line, uri, address, target }: WaySpec): Way {
  const rules = target && targetRules(target, line)
  const allow = [...line.allow.map(({ value }) => value), ...(target?.allow ?? [])]
  const points = target
    ? mediaPoints((target.only ?? target.more).filter(({ networks }) => !isWorld(networks)))
    : []
  const speakers = target?.allow.flatMap(network => addressesAround(network)) ?? []
  return {
    about: [line.id, `${target?.ownOfLine ? `${line.id}/` : ''}${leg}:${formatSipUri(uri)}`],
    leg,
    line: line.id,
    uri: formatSipUri(uri),
    address,
    secure: leg === 'talk' && line.secure.talk.value,
    answers: points.map(point => ({ ...point, passes: rules !== undefined && takes(rules, point) })),
    speakers: speakers.map(ip => ({ ip, passes: allow.some(network => isIn(network, ip)) })),
  }
}

/** Just outside of it is nobody. */
function isWorld(networks: readonly Network[]): boolean {
  return networks.some(({ prefix }) => prefix <= 1)
}

/** The edge passes on an answer that is good but for its place. */
function takes(rules: LegRules, { address, port }: { address: string; port: number }): boolean {
  const profile = rules.secure ? 'RTP/SAVP' : 'RTP/AVP'
  return (
    judgeAnswer({ codecs: rules.codecs, addresses: [address], ports: [port], profile }, rules) === undefined
  )
}

function isIn(network: Network, address: string): boolean {
  const bits = parseAddress(address)
  return bits !== undefined && holds(network, bits)
}
