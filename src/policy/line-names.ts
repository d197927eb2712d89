import type { Project } from '../model/project.js'
import type { SipUri } from '../model/sip-uri.js'

/**
 * What a request URI must say to name a line (policy row 4): a host with any user, as on Talk, or a user at
 * a domain or address of the edge. User and host are compared without regard to case.
 */
export type LineName =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'user'; readonly user: string }

/** The hosts at which the user of a request URI is the id of a line. */
export function edgeHosts({ edge }: Pick<Project, 'edge'>): ReadonlySet<string> {
  return new Set([
    ...edge.domains.map(({ value }) => value),
    ...edge.listen.map(({ value }) => value.address),
    ...(edge.advertise ? [edge.advertise.value] : []),
  ])
}

/** The name that a URI is to the edge; undefined for an edge host without a user, which names nothing. */
export function nameOf(uri: Pick<SipUri, 'host' | 'user'>, hosts: ReadonlySet<string>): LineName | undefined {
  if (!hosts.has(uri.host)) return { kind: 'host', host: uri.host }
  return uri.user === undefined ? undefined : { kind: 'user', user: uri.user.toLowerCase() }
}

/** Every name of a line: its own uri, and its id at the edge's hosts. */
export function namesOf(
  line: { readonly id: string; readonly uri: { readonly value: SipUri } },
  hosts: ReadonlySet<string>,
): LineName[] {
  const own = nameOf(line.uri.value, hosts)
  const byId: LineName = { kind: 'user', user: line.id }
  return own && nameKey(own) !== nameKey(byId) ? [own, byId] : [byId]
}

/** One text for each name; the key of the edge's table. */
export function nameKey(name: LineName): string {
  return name.kind === 'host' ? `host:${name.host}` : `user:${name.user}`
}
