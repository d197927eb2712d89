import type { Destination, Line, Trunk } from '../model/project.js'
import type { SipUri } from '../model/sip-uri.js'

/**
 * The SIP addresses at which somebody outside is tried, in order: the one address of a `sip:` destination, or a
 * telephone number as user at each trunk. Without trunks a number has none.
 */
export function addressesOf(destination: Destination, trunks: readonly Trunk[]): SipUri[] {
  if (destination.kind === 'sip') return [destination.uri]
  return trunks.map(({ uri }) => ({ ...uri.value, user: destination.number }))
}

/** Everybody outside whom a line's calls may reach beside Talk: its overflow targets and those of its menu. */
export function destinationsOf({ overflow, menu }: Pick<Line, 'overflow' | 'menu'>): Destination[] {
  const ofMenu = menu?.keys.flatMap(({ action: { value } }) => (value.kind === 'target' ? [value.to] : []))
  return [...overflow.map(({ to }) => to.value), ...(ofMenu ?? [])]
}
