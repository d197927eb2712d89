import { covers, type Network, parseAddress } from '../model/network.js'
import { anyMedia, unprivilegedPorts } from '../model/presets.js'
import type { Destination, Line, MediaGroup, Project, Trunk } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { isTalkHost } from '../model/talk-host.js'
import { planOf } from './plan-of.js'

/** Somebody outside whom a line's calls may reach beside Talk, at one address. */
export interface Target {
  readonly kind: 'agent' | 'overflow'
  readonly uri: SipUri
  /** Who may speak within the call, beside whoever answered and the callers of the line. */
  readonly allow: readonly Network[]
  /** Where audio may come from beside the line's media; undefined where `only` counts. */
  readonly more: readonly MediaGroup[]
  /** Where audio may come from and nowhere else, as the line or the trunk says; undefined when they say nothing. */
  readonly only: readonly MediaGroup[] | undefined
  /** SRTP, and nothing else. */
  readonly secure: boolean
  /** The line says so, of this target alone. */
  readonly ownOfLine: boolean
}

/** A leg to the outside, and where its audio may come from (policy row 9). */
export interface Leg {
  readonly kind: 'caller' | 'twilio' | 'talk' | Target['kind']
  readonly media: readonly MediaGroup[]
}

/** What a line's legs hang on beside the line. */
type Outside = Pick<Project, 'talk' | 'trunks'>

/** Every leg that a call of a line can have. */
export function legsOf(line: Line, site: Outside): Leg[] {
  const { talk } = site
  const allow = line.allow.map(({ value }) => value)
  const atTwilio = (network: Network): boolean => talk.signalling.some(range => covers(range, network))
  const meetsTwilio = (network: Network): boolean =>
    talk.signalling.some(range => covers(range, network) || covers(network, range))
  return [
    ...(allow.some(network => !atTwilio(network)) ? [{ kind: 'caller', media: line.media } as const] : []),
    ...(allow.some(meetsTwilio) ? [{ kind: 'twilio', media: [talk.media] } as const] : []),
    ...(planOf(line).steps.has('talk') ? [{ kind: 'talk', media: [talk.media] } as const] : []),
    ...targetsOf(line, site).map(target => ({ kind: target.kind, media: targetMedia(target, line) })),
  ]
}

export function targetMedia({ more, only }: Target, line: Line): readonly MediaGroup[] {
  return only ?? [...line.media, ...more]
}

/** Agents and targets of a line, each address once. */
export function targetsOf(line: Line, site: Outside): Target[] {
  const agents = line.answer?.kind === 'agents' ? line.answer.agents : []
  const targets = [
    ...agents.map(({ value }) => agentTarget(value.uri.value)),
    ...writtenTargets(line).flatMap(written => outsideTargets(written, site)),
  ]
  const byUri = new Map<string, Target>()
  for (const target of targets) {
    const key = `${target.kind} ${formatSipUri(target.uri)}`
    const before = byUri.get(key)
    byUri.set(key, before ? merge(before, target) : target)
  }
  return [...byUri.values()]
}

interface WrittenTarget {
  readonly to: Destination
  readonly media: Target['only']
  readonly secure: boolean
}

/** Overflow targets, and whoever is behind a key of the menu. */
function writtenTargets({ overflow, menu }: Line): WrittenTarget[] {
  return [
    ...overflow.map(({ to, media, secure }) => ({ to: to.value, media, secure: secure.value })),
    ...(menu?.keys ?? []).flatMap(({ action: { value } }) =>
      value.kind === 'target' ? [{ to: value.to, media: undefined, secure: false }] : [],
    ),
  ]
}

/** The one address of a `sip:` destination, or a telephone number as user at each trunk. */
function outsideTargets({ to, media, secure }: WrittenTarget, { talk, trunks }: Outside): Target[] {
  const ownOfLine = media !== undefined || secure
  // A leg that faces Twilio has Twilio's audio, whatever is said.
  if (to.kind === 'sip' && isTalkHost(to.uri.host))
    return [
      {
        kind: 'overflow',
        uri: to.uri,
        allow: talk.signalling,
        more: [],
        only: [talk.media],
        secure,
        ownOfLine: secure,
      },
    ]
  if (to.kind === 'sip')
    return [{ kind: 'overflow', uri: to.uri, ...ownRanges(to.uri), only: media, secure, ownOfLine }]
  return trunks.map(trunk => {
    const uri = { ...trunk.uri.value, user: to.number }
    return {
      kind: 'overflow',
      uri,
      ...trunkRanges(trunk),
      only: media ?? trunk.media,
      secure: secure || trunk.secure.value,
      ownOfLine,
    }
  })
}

export function agentTarget(uri: SipUri): Target {
  return { kind: 'agent', uri, ...ownRanges(uri), only: undefined, secure: false, ownOfLine: false }
}

/** Of a target that stands twice in a line, what is said where something is said. */
function merge(a: Target, b: Target): Target {
  if (!a.ownOfLine || !b.ownOfLine) return b.ownOfLine ? b : a
  const only = a.only && b.only ? [...a.only, ...b.only] : undefined
  return { ...a, only, secure: a.secure || b.secure }
}

type Ranges = Pick<Target, 'allow' | 'more'>

/** A carrier signals and sends audio from the ranges that it names. */
function trunkRanges({ uri, allow }: Trunk): Ranges {
  if (allow.length === 0) return ownRanges(uri.value)
  const networks = allow.map(({ value }) => value)
  return { allow: networks, more: [{ networks, ports: unprivilegedPorts }] }
}

/** Whoever is reached by an address signals and sends audio from there; a name leads anywhere. */
function ownRanges({ host, hostKind }: SipUri): Ranges {
  const address = hostKind === 'name' ? undefined : parseAddress(host)
  if (!address) return { allow: [], more: [anyMedia] }
  const { family, bits } = address
  const networks = [{ family, first: bits, last: bits, prefix: family === 4 ? 32 : 128 }]
  return { allow: networks, more: [{ networks, ports: unprivilegedPorts }] }
}

/** Whether SRTP is spoken with somebody outside whom a line calls at this address. */
export function isSecure(line: Line, site: Outside, uri: SipUri): boolean {
  const wanted = formatSipUri(uri)
  return targetsOf(line, site).some(target => target.secure && formatSipUri(target.uri) === wanted)
}
