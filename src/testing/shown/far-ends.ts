import type { LabPlan } from '../../lab/plan.js'
import { formatAddress, holds, parseAddress } from '../../model/network.js'
import type { Line, MediaGroup, Project } from '../../model/project.js'
import type { SipUri } from '../../model/sip-uri.js'
import { addressesOf, destinationsOf } from '../../policy/destinations.js'
import { audioPort } from '../../policy/good-call.js'
import { composeSdp, parseAudio } from '../../sip/sdp.js'
import { methodOf, type SipMessage } from '../../sip/sip-message.js'
import { reply } from '../wire/exchange.js'
import type { Transport } from '../wire/protocol.js'
import type { Peer, Received } from '../wire/wire.js'
import type { Bench } from './bench.js'
import { presentAgents } from './wanted.js'

/** A call that came to somebody whom a line calls. */
export interface Leg {
  readonly role: 'talk' | 'agent' | 'overflow'
  readonly peer: Peer
  readonly invite: SipMessage
}

/** Everybody whom the lines of a project call; each takes every call. */
export interface FarEnds {
  /** What came since it was last asked for. */
  readonly takeLegs: () => Leg[]
  readonly close: () => void
}

interface FarEnd {
  readonly role: Leg['role']
  readonly transport: Transport
  readonly ip: string
  readonly port: number
  readonly audio: { readonly address: string; readonly port: number }
}

export async function openFarEnds(
  { wire, tls }: Pick<Bench, 'wire' | 'tls'>,
  project: Project,
  plan: LabPlan,
): Promise<FarEnds> {
  const legs: Leg[] = []
  let closed = false
  const ends = new Map(
    farEndsOf(project, plan).map(end => [`${end.transport} ${end.ip} ${end.port}`, end] as const),
  )
  for (const { role, transport, ip, port, audio } of ends.values()) {
    const local = { ip, port }
    const peer = transport === 'udp' ? await wire.udp(local, true) : await wire.listen(transport, local, tls)
    void attend(
      peer,
      audio,
      invite => legs.push({ role, peer, invite }),
      () => closed,
    )
  }
  return {
    takeLegs: () => legs.splice(0),
    close: () => {
      closed = true
    },
  }
}

function farEndsOf(project: Project, plan: LabPlan): FarEnd[] {
  const { talk, lines, agents, trunks } = project
  const talkAudio = { address: plan.talkMedia, port: audioPort(talk.media) }
  const talkEnd = { role: 'talk', ip: plan.talk.ip, audio: talkAudio } as const
  const end = (role: Leg['role'], uri: SipUri, media: readonly MediaGroup[] = []): FarEnd => {
    const ip = uri.hostKind === 'name' ? (plan.hosts.get(uri.host) ?? '') : uri.host
    const { transport = 'udp' } = uri
    const port = uri.port ?? (transport === 'tls' ? 5061 : 5060)
    return { role, transport, ip, port, audio: audioOf(media, ip) }
  }
  const present = presentAgents(project)
  return [
    ...lines.flatMap(line =>
      destinationsOf(line)
        .flatMap(to => addressesOf(to, trunks))
        .map(uri => end('overflow', uri, mediaOf(uri, line, project))),
    ),
    ...agents.filter(({ id }) => present.has(id)).map(({ uri }) => end('agent', uri.value)),
    { ...talkEnd, transport: 'udp', port: 5060 },
    { ...talkEnd, transport: 'tcp', port: 5060 },
    ...(lines.some(({ secure }) => secure.talk.value)
      ? [{ ...talkEnd, transport: 'tls', port: 5061 } as const]
      : []),
  ]
}

/** What is said of a target's own audio, or of its trunk's; where nothing is, that of the line's callers will do. */
function mediaOf(uri: SipUri, { overflow, media }: Line, { trunks }: Project): readonly MediaGroup[] {
  const isThis = (other: SipUri): boolean => other.host === uri.host && other.port === uri.port
  const target = overflow.find(({ to }) => to.value.kind === 'sip' && isThis(to.value.uri))
  return target?.media ?? trunks.find(trunk => isThis(trunk.uri.value))?.media ?? media
}

/** Audio from the same address where that may be, else from the first that may. */
function audioOf(media: readonly MediaGroup[], ip: string): FarEnd['audio'] {
  const address = parseAddress(ip)
  const own = media.find(({ networks }) => address && networks.some(network => holds(network, address)))
  const [other] = media
  const [network] = other?.networks ?? []
  if (own || !network) return { address: ip, port: audioPort(own) }
  return { address: formatAddress(network.family, network.first), port: audioPort(other) }
}

async function attend(
  peer: Peer,
  audio: FarEnd['audio'],
  tell: (invite: SipMessage) => void,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const received = await peer
      .take('a request', ({ message }) => methodOf(message) !== undefined, 60_000)
      .catch(() => undefined)
    if (received && !isOver()) await answer(peer, received, audio, tell)
  }
}

async function answer(
  peer: Peer,
  received: Received,
  audio: FarEnd['audio'],
  tell: (invite: SipMessage) => void,
): Promise<void> {
  const method = methodOf(received.message)
  if (method === 'ACK') return
  if (method !== 'INVITE') return reply(peer, received, 200)
  tell(received.message)
  const offer = parseAudio(received.message.body)
  await reply(
    peer,
    received,
    200,
    composeSdp({
      ...audio,
      codecs: offer?.codecs ?? ['PCMU'],
      profile: offer?.profile ?? 'RTP/AVP',
      crypto: offer?.crypto,
    }),
  )
}
