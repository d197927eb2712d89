import { formatAddress, holds, type Network, parseAddress } from '../model/network.js'
import type { Line, MediaGroup, Project } from '../model/project.js'
import { type Call, quietWorld } from './call.js'
import { callerMedia } from './media.js'
import { ticketHeader } from './ticket.js'

/** A call that every row of the policy lets in: from the line's own allow, with a ticket, with audio from its media. */
export function goodCall(project: Project, line: Line, at: number): Call {
  const source = firstAddress(line.allow.map(({ value }) => value)) ?? '192.0.2.1'
  const { user, host } = line.uri.value
  const bits = parseAddress(source)
  const isSealed = line.secure.callers.value === true
  const groups = bits ? callerMedia(project, line, bits) : []
  const own = groups.find(({ networks }) => bits && networks.some(network => holds(network, bits)))
  const media = own ?? groups.find(({ networks }) => networks.length > 0)
  return {
    source,
    transport: isSealed ? 'tls' : 'udp',
    method: 'INVITE',
    uri: { user, host, headers: undefined },
    maxForwards: 70,
    headers: [[ticketHeader, '4711']],
    from: '+33199000001',
    offer: {
      codecs: [...line.codecs, 'telephone-event'],
      addresses: [own ? source : (firstAddress(media?.networks ?? []) ?? source)],
      ports: [audioPort(media)],
      profile: isSealed ? 'RTP/SAVP' : 'RTP/AVP',
    },
    at,
    fault: undefined,
    world: quietWorld,
  }
}

/** The first address that a host could have: a range's own first address names the range. */
function firstAddress(networks: readonly Network[]): string | undefined {
  const network = networks.find(({ family }) => family === 4) ?? networks[0]
  if (!network) return undefined
  const { family, first, last } = network
  return formatAddress(family, first < last ? first + 1n : first)
}

/** An even port, as RTP wants it (RFC 3550 section 11), away from the lowest where it can be. */
export function audioPort(group: MediaGroup | undefined): number {
  const { first, last } = group?.ports ?? { first: 1024, last: 65535 }
  if (first <= 40000 && 40000 <= last) return 40000
  return first % 2 === 1 && first < last ? first + 1 : first
}
