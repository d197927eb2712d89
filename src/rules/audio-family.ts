import type { Located, Place } from '../diagnostic.js'
import { formatNetwork, type Network } from '../model/network.js'
import type { CallNode, Edge, Line, MediaGroup, Project } from '../model/project.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { targetMedia, targetsOf } from '../policy/legs.js'
import type { Rule, RuleFinding } from './rule.js'

export const audioFamily: Rule = {
  code: 'audio-family',
  severity: 'error',
  summary: 'audio is of a family of addresses that the nodes speak',
  why: 'A node sends and takes audio in one family of addresses, that of its `media`. Who sends audio of the other one is let in and heard by nobody. It is an error where audio can come by no other way, and a warning where it may.',
  *check(project) {
    const spoken = new Map(families(project.edge).map(family => [family, { can: [], cannot: [] } as Nodes]))
    for (const node of project.nodes)
      for (const [family, { can, cannot }] of spoken) (familyOf(node) === family ? can : cannot).push(node)
    // Lines may share a range of `defaults`.
    const told = new Set<Network>()
    for (const line of project.lines) {
      const range = line.allow.find(({ value }) => lacks(spoken, value.family) && admits(line.media, value))
      if (!range || told.has(range.value)) continue
      told.add(range.value)
      yield callerLack(line, range, spoken)
    }
    yield* targetLacks(project, spoken)
  },
}

type Family = 4 | 6

/** Of the families that the edge has sockets of: who of the others may call, nobody can hear (no-socket says whom it calls). */
type Spoken = ReadonlyMap<Family, Nodes>

interface Nodes {
  readonly can: CallNode[]
  readonly cannot: CallNode[]
}

function families({ listen }: Edge): Family[] {
  return listen.length === 0 ? [4] : [...new Set(listen.map(({ value }) => value.family))]
}

/** A node without an address for audio offers the one that its machine speaks to the world from, or a loopback one. */
function familyOf({ media, sip }: CallNode): Family {
  return (media ?? sip.address).includes(':') ? 6 : 4
}

/** A range of callers from which the line takes audio that not every node can. */
function callerLack(line: Line, { value, place }: Located<Network>, spoken: Spoken): RuleFinding {
  const whose = `callers of line \`${line.id}\` at ${formatNetwork(value)} may send audio from there`
  // A carrier may well signal in one family and speak in the other, from a range that is named.
  const others = `, or say from where else audio comes: \`media: [{ranges: [${exampleRange(value.family)}]}]\``
  const named = line.written.get('media') !== undefined ? line.media.flatMap(({ networks }) => networks) : []
  const elsewhere = [...named, ...line.allow.map(range => range.value)]
  const noWay = !elsewhere.some(range => canSome(spoken, range.family))
  return finding(whose, value.family, { spoken, noWay, place, others })
}

function* targetLacks(project: Project, spoken: Spoken): Generator<RuleFinding> {
  const told = new Set<string>()
  for (const line of project.lines) {
    for (const target of targetsOf(line, project)) {
      const { hostKind } = target.uri
      const uri = formatSipUri(target.uri)
      if (hostKind === 'name' || told.has(uri)) continue
      const family = hostKind === 'ipv6' ? 6 : 4
      const own = target.allow.find(network => network.family === family)
      if (!lacks(spoken, family) || !own || !admits(targetMedia(target, line), own)) continue
      told.add(uri)
      const { place, mayName } = placeOf(project, line, uri)
      const others = mayName
        ? `, or say beside it from where else audio comes: \`media: [${exampleRange(family)}]\``
        : ''
      const media = target.only ?? line.allow.map(({ value }) => ({ networks: [value] }))
      const noWay =
        mayName && !media.some(({ networks }) => networks.some(one => canSome(spoken, one.family)))
      const whose = `\`${uri}\` may send audio from its own address`
      yield finding(whose, family, { spoken, noWay, place, others })
    }
  }
}

/** Where somebody who is called is written, and whether its audio can be named there. */
function placeOf(
  { agents, trunks }: Project,
  line: Line,
  uri: string,
): { readonly place: Place; readonly mayName: boolean } {
  const isIt = (value: SipUri): boolean => formatSipUri(value) === uri
  const agent = agents.find(one => isIt(one.uri.value))
  if (agent) return { place: agent.uri.place, mayName: false }
  for (const { to } of line.overflow)
    if (to.value.kind === 'sip' && isIt(to.value.uri)) return { place: to.place, mayName: true }
  for (const { action } of line.menu?.keys ?? []) {
    const { value, place } = action
    if (value.kind === 'target' && value.to.kind === 'sip' && isIt(value.to.uri))
      return { place, mayName: false }
  }
  const trunk = trunks.find(({ uri: { value } }) => uri.includes(value.host))
  return { place: trunk?.uri.place ?? line.place, mayName: trunk !== undefined }
}

function lacks(spoken: Spoken, family: Family): boolean {
  return (spoken.get(family)?.cannot.length ?? 0) > 0
}

function canSome(spoken: Spoken, family: Family): boolean {
  return (spoken.get(family)?.can.length ?? 0) > 0
}

function admits(media: readonly MediaGroup[], { family, first, last }: Network): boolean {
  return media.some(({ networks }) =>
    networks.some(range => range.family === family && range.first <= last && first <= range.last),
  )
}

function exampleRange(not: Family): string {
  return not === 6 ? '203.0.113.0/24' : '"2001:db8:113::/48"'
}

interface Lack {
  readonly spoken: Spoken
  /** Audio can come by no other way either. */
  readonly noWay: boolean
  readonly place: Place
  readonly others: string
}

function finding(whose: string, family: Family, { spoken, noWay, place, others }: Lack): RuleFinding {
  const { can = [], cannot = [] } = spoken.get(family) ?? {}
  const deaf = cannot.map(({ id }) => `\`${id}\``).join(', ')
  const who =
    can.length > 0 ? `of the nodes ${deaf} ${cannot.length > 1 ? 'speak' : 'speaks'}` : 'the nodes speak'
  const address = family === 6 ? '"2001:db8:10::11"' : '198.51.100.11'
  return {
    message: `${whose}, and ${who} IPv${family === 6 ? 4 : 6} only`,
    place,
    severity: noWay ? 'error' : 'warning',
    related: cannot
      .flatMap(({ id, place: at }) => (at ? [{ place: at, text: `node \`${id}\`` }] : []))
      .slice(0, 3),
    help: `give the nodes an address of IPv${family}: \`media: ${address}\`${others}`,
  }
}
