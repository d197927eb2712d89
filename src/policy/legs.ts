import { covers, type Network, parseAddress } from '../model/network.js'
import { anyMedia, unprivilegedPorts } from '../model/presets.js'
import type { Destination, Line, MediaGroup, Project, Trunk } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { isTalkHost } from '../model/talk-host.js'
import { callsTalk } from './plan-of.js'

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
  const atTwilio = (network: Network): boolean => talk.signalling.some(range => covers(range, network))
  const meetsTwilio = (network: Network): boolean =>
    talk.signalling.some(range => covers(range, network) || covers(network, range))
  const legs: Leg[] = []
  if (line.allow.some(({ value }) => !atTwilio(value))) legs.push({ kind: 'caller', media: line.media })
  if (line.allow.some(({ value }) => meetsTwilio(value))) legs.push({ kind: 'twilio', media: [talk.media] })
  if (callsTalk(line)) legs.push({ kind: 'talk', media: [talk.media] })
  for (const target of targetsOf(line, site))
    legs.push({ kind: target.kind, media: targetMedia(target, line) })
  return legs
}

export function targetMedia({ more, only }: Target, line: Line): readonly MediaGroup[] {
  return only ?? [...line.media, ...more]
}

/** Agents and targets of a line, each address once. */
export function targetsOf(line: Line, site: Outside): Target[] {
  const agents = line.answer?.kind === 'agents' ? line.answer.agents : []
  if (agents.length === 0) return overflowTargetsOf(line, site)
  const ofAgents = eachOnce(agents.map(({ value }) => agentTarget(value.uri.value)))
  return [...ofAgents, ...overflowTargetsOf(line, site)]
}

/** Those of them who are no agents. */
export function overflowTargetsOf(line: Line, site: Outside): Target[] {
  const targets: Target[] = []
  for (const { to, media, secure } of line.overflow)
    addTargets(targets, { to: to.value, media, secure: secure.value }, site)
  for (const { action } of line.menu?.keys ?? [])
    if (action.value.kind === 'target')
      addTargets(targets, { to: action.value.to, media: undefined, secure: false }, site)
  return eachOnce(targets)
}

/** Targets of one kind; most lines have a single one. */
function eachOnce(targets: Target[]): Target[] {
  if (targets.length < 2) return targets
  const byUri = new Map<string, Target>()
  for (const target of targets) {
    const key = formatSipUri(target.uri)
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

/** The one address of a `sip:` destination, or a telephone number as user at each trunk. */
function addTargets(
  targets: Target[],
  { to, media, secure }: WrittenTarget,
  { talk, trunks }: Outside,
): void {
  if (to.kind === 'sip') {
    targets.push(sipTarget(to.uri, media, secure, talk))
    return
  }
  for (const trunk of trunks) {
    const { allow, more } = trunkRanges(trunk)
    targets.push({
      kind: 'overflow',
      uri: { ...trunk.uri.value, user: to.number },
      allow,
      more,
      only: media ?? trunk.media,
      secure: secure || trunk.secure.value,
      ownOfLine: media !== undefined || secure,
    })
  }
}

function sipTarget(uri: SipUri, media: Target['only'], secure: boolean, talk: Project['talk']): Target {
  // A leg that faces Twilio has Twilio's audio, whatever is said.
  if (isTalkHost(uri.host)) {
    const only = [talk.media]
    return { kind: 'overflow', uri, allow: talk.signalling, more: [], only, secure, ownOfLine: secure }
  }
  const { allow, more } = ownRanges(uri)
  return { kind: 'overflow', uri, allow, more, only: media, secure, ownOfLine: media !== undefined || secure }
}

/** Thousands of lines have the same few agents. */
const agentTargets = new WeakMap<SipUri, Target>()

export function agentTarget(uri: SipUri): Target {
  const known = agentTargets.get(uri)
  if (known) return known
  const { allow, more } = ownRanges(uri)
  const target: Target = { kind: 'agent', uri, allow, more, only: undefined, secure: false, ownOfLine: false }
  agentTargets.set(uri, target)
  return target
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

const anywhere: Ranges = { allow: [], more: [anyMedia] }

/** Whoever is reached by an address signals and sends audio from there; a name leads anywhere. */
function ownRanges({ host, hostKind }: SipUri): Ranges {
  const address = hostKind === 'name' ? undefined : parseAddress(host)
  if (!address) return anywhere
  const { family, bits } = address
  const networks = [{ family, first: bits, last: bits, prefix: family === 4 ? 32 : 128 }]
  return { allow: networks, more: [{ networks, ports: unprivilegedPorts }] }
}

/** Whether SRTP is spoken with somebody outside whom a line calls at this address. */
export function isSecure(line: Line, site: Outside, uri: SipUri): boolean {
  // Agents never are, and of ten thousand lines few say it.
  const some =
    line.overflow.some(({ secure }) => secure.value) || site.trunks.some(({ secure }) => secure.value)
  return (
    some &&
    overflowTargetsOf(line, site).some(
      target => target.secure && formatSipUri(target.uri) === formatSipUri(uri),
    )
  )
}
