import type { Place } from '../diagnostic.js'
import type { Line } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { edgeHosts, type LineName, nameKey, namesOf } from '../policy/line-names.js'
import type { Rule } from './rule.js'

export const duplicateUri: Rule = {
  code: 'duplicate-uri',
  severity: 'error',
  summary: 'a request URI names one line',
  why: 'A line is found by the host of its uri with any user, or by its user at the edge: with two owners one would take the calls of both.',
  *check(project) {
    const hosts = edgeHosts(project)
    const owners = new Map<string, { id: string; place: Place; line: Line }>()
    for (const line of project.lines) {
      for (const name of namesOf(line, hosts)) {
        const key = nameKey(name)
        const owner = owners.get(key)
        if (owner === undefined) {
          owners.set(key, { id: line.id, place: line.uri.place, line })
          continue
        }
        const uri = formatSipUri(line.uri.value)
        const named =
          name.kind === 'host' ? `the host \`${name.host}\`` : `the user \`${name.user}\` at the edge`
        yield {
          message: `\`${uri}\` also names line \`${owner.id}\`: ${named} stands for one line`,
          place: line.uri.place,
          related: [{ place: owner.place, text: `line \`${owner.id}\` has it` }],
          help: `give each line a host, or a user at an edge domain, of its own, as in \`${ownUri(name, line, owner.line)}\``,
        }
      }
    }
  },
}

/** A line's id is a user at the edge as well; then the other line has to give way. */
function ownUri(name: LineName, line: Line, owner: Line): string {
  if (name.kind === 'host') return `sip:${line.id}@${line.id}.sip.twilio.com`
  const { id, uri } = line.uri.value.user?.toLowerCase() === name.user.toLowerCase() ? line : owner
  return `sip:${id}-line@${uri.value.host}`
}
