import { formatListen } from '../model/endpoint.js'
import { formatNetwork, unite } from '../model/network.js'
import type { Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Difference } from './difference.js'

/** What all lines share, each as a text that is the same when calls cannot tell the difference. */
const parts: readonly { readonly aspect: string; readonly textOf: (project: Project) => string }[] = [
  {
    aspect: 'edge domains',
    textOf: ({ edge }) =>
      edge.domains
        .map(({ value }) => value)
        .sort()
        .join(', ') || 'none',
  },
  {
    aspect: 'edge listen',
    textOf: ({ edge }) => edge.listen.map(({ value }) => formatListen(value)).join(', ') || 'every address',
  },
  { aspect: 'edge inside', textOf: ({ edge }) => formatListen(edge.inside) },
  { aspect: 'flood limit', textOf: ({ edge: { flood } }) => `${flood.requests} in ${flood.seconds} s` },
  {
    aspect: 'nodes',
    textOf: ({ nodes }) =>
      nodes
        .map(
          ({ sip, media, rtpPorts }) =>
            `${sip.address}:${sip.port}, audio ${media ?? 'of its machine'} ports ${rtpPorts.first}-${rtpPorts.last}`,
        )
        .join('; '),
  },
  { aspect: 'talk signalling', textOf: ({ talk }) => unite(talk.signalling).map(formatNetwork).join(', ') },
  {
    aspect: 'talk media',
    textOf: ({ talk: { media } }) =>
      `${unite(media.networks).map(formatNetwork).join(', ')} ports ${media.ports.first}-${media.ports.last}`,
  },
  {
    aspect: 'trunks',
    textOf: ({ trunks }) =>
      trunks
        .map(
          ({ uri, allow }) =>
            `${formatSipUri(uri.value)} (${unite(allow.map(({ value }) => value))
              .map(formatNetwork)
              .join(', ')})`,
        )
        .join('; ') || 'none',
  },
  { aspect: 'zendesk', textOf: ({ zendesk }) => zendesk?.subdomain.value ?? 'none' },
]

export function compareShared(old: Project, now: Project): Difference[] {
  return parts.flatMap(({ aspect, textOf }) => {
    const [before, after] = [textOf(old), textOf(now)]
    return before === after ? [] : [{ aspect, texts: [`${before} -> ${after}`], witness: undefined }]
  })
}
