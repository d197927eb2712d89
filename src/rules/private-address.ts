import type { Place } from '../diagnostic.js'
import type { Network } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { isPrivate } from '../model/reachable.js'
import { targetsOf } from '../policy/legs.js'
import { callsTalk } from '../policy/plan-of.js'
import type { Rule } from './rule.js'

export const privateAddress: Rule = {
  code: 'private-address',
  severity: 'error',
  summary: 'whoever is outside is told an address that leads to the site',
  why: 'An answer and its audio go where Via, Contact and SDP say; to a private address they go nowhere, so calls ring and are silent.',
  *check(project) {
    const { edge, nodes } = project
    for (const family of [4, 6] as const) {
      const peer = someoneOutside(project, family)
      const sockets = edge.listen.filter(({ value }) => value.family === family)
      const [first] = sockets
      const told = family === 4 && edge.advertise !== undefined
      if (!peer || !first || told || sockets.some(({ value }) => !isPrivate(value.address))) continue
      yield {
        message: `the edge gives its address as ${first.value.address}, which ${peer.who} cannot reach`,
        place: first.place,
        related: [{ place: peer.place, text: `${peer.who} is outside of the site` }],
        help:
          family === 4
            ? 'behind 1:1 NAT, name the public address: `advertise: 198.51.100.10` under `edge`; else listen on it'
            : 'listen on a public address',
      }
    }
    for (const { id, place, media, advertise } of nodes) {
      if (media === undefined || advertise !== undefined || !isPrivate(media)) continue
      const peer = someoneOutside(project, media.includes(':') ? 6 : 4)
      const shown = place ?? edge.listen[0]?.place
      // The edge's own address is reported already.
      if (!peer || !shown || (!place && edge.listen.some(({ value }) => value.address === media))) continue
      yield {
        message: `node \`${id}\` gives the address of its audio as ${media}, which ${peer.who} cannot reach`,
        place: shown,
        related: [{ place: peer.place, text: `${peer.who} is outside of the site` }],
        help: media.includes(':')
          ? 'name a public address: `media: 198.51.100.11`'
          : `name the public address: \`media: 198.51.100.11\`, or behind 1:1 NAT \`advertise: 198.51.100.11\` beside \`media: ${media}\``,
      }
    }
  },
}

interface Peer {
  readonly who: string
  readonly place: Place
}

/** A caller, Talk or a target that is not on a private network; names are taken to be public. */
function someoneOutside(project: Project, family: 4 | 6): Peer | undefined {
  for (const line of project.lines) {
    const peer = callerOutside(line, family) ?? calledOutside(line, project, family)
    if (peer) return peer
  }
  return undefined
}

function callerOutside({ id, allow }: Line, family: 4 | 6): Peer | undefined {
  const range = allow.find(({ value }) => isOutside(value, family))
  return range && { who: `a caller of line \`${id}\``, place: range.place }
}

function calledOutside(line: Line, project: Project, family: 4 | 6): Peer | undefined {
  const { talk } = project
  if (callsTalk(line) && talk.signalling.some(range => isOutside(range, family)))
    return { who: 'Talk', place: line.uri.place }
  const target = targetsOf(line, project).find(({ allow }) => allow.some(range => isOutside(range, family)))
  return (
    target && { who: `a target of line \`${line.id}\``, place: line.written.get('overflow') ?? line.place }
  )
}

function isOutside(range: Network, family: 4 | 6): boolean {
  return range.family === family && !isPrivate(range)
}
