import { type AddressBits, holds, parseAddress } from '../model/network.js'
import type { Line, MediaGroup, Project } from '../model/project.js'
import { isPrivate } from '../model/reachable.js'
import { bounds } from './bounds.js'
import type { Offer } from './call.js'

/** The media groups of the caller's leg (policy row 9): Twilio's for a caller at Twilio, else the line's. */
export function callerMedia({ talk }: Project, line: Line, source: AddressBits): readonly MediaGroup[] {
  return isTwilio(talk.signalling, source) ? [talk.media] : line.media
}

export function isTwilio(signalling: Project['talk']['signalling'], source: AddressBits): boolean {
  return signalling.some(network => holds(network, source))
}

export type MediaFault =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'port'; readonly address: string; readonly port: number }
  /** More different ones than the edge looks at; `count` is how many. */
  | { readonly kind: 'addresses' | 'ports'; readonly count: number }

/**
 * Every address must lie, with every port, in one of the groups: parsers differ on which `c=` counts, so all count. A section
 * with port 0 is declined (RFC 3264 section 6): neither its port nor its audio counts. Inside a call 0.0.0.0 is hold (section 8.4).
 */
export function mediaFault(
  { addresses: all, ports }: Pick<Offer, 'addresses' | 'ports'>,
  groups: readonly MediaGroup[],
  inCall = false,
): MediaFault | undefined {
  const addresses = inCall ? all.filter(address => address !== '0.0.0.0') : all
  if (all.length === 0) return { kind: 'address', address: 'none' }
  const known = addresses.map(address => ({ address, bits: parseAddress(address) }))
  const around = (bits: AddressBits | undefined): readonly MediaGroup[] =>
    bits ? groups.filter(({ networks }) => networks.some(network => holds(network, bits))) : []
  const stranger = known.find(({ bits }) => around(bits).length === 0)
  if (stranger) return { kind: 'address', address: stranger.address }
  const [several, manyPorts] = [new Set(addresses).size, new Set(ports).size]
  if (several > bounds.addresses) return { kind: 'addresses', count: several }
  if (manyPorts > bounds.ports) return { kind: 'ports', count: manyPorts }
  for (const { address, bits } of known) {
    const port = ports.find(number => !around(bits).some(group => inside(group, number)))
    if (port !== undefined) return { kind: 'port', address, port }
  }
  return undefined
}

function inside({ ports }: MediaGroup, port: number): boolean {
  return ports.first <= port && port <= ports.last
}

/** What is said more of audio at a private address when the call itself comes from a public one. */
export function behindNat(address: string, source: string): string {
  if (!isPrivate(address) || isPrivate(source)) return ''
  return `: it is private, while the call comes from ${source}, so the caller is behind a NAT and must announce its public address`
}

/** The reason for which a fault is refused (row 9). */
export function mediaReason({ kind }: MediaFault): 'media-address' | 'media-port' {
  return kind === 'port' || kind === 'ports' ? 'media-port' : 'media-address'
}
