import type { Place } from '../diagnostic.js'
import type { Project } from '../model/project.js'

/**
 * The place in the YAML that a message of an engine comes from. Everything rendered has the id of its origin
 * in its name (the file lines/ID.conf, the contexts line-ID and schedule-ID, the endpoint agent-ID, the row
 * line:ID), so the name leads back.
 */
export function placeOfMessage(message: string, project: Project): Place | undefined {
  const { lines, schedules, agents, nodes } = project
  const byPrefix: readonly [RegExp, readonly { id: string; place: Place | undefined }[]][] = [
    [/(?:lines\/|line-|line:|hours-|talk:|overflow:)([a-z0-9-]+)/g, lines],
    [/schedule-([a-z0-9-]+)/g, schedules],
    [/agent-([a-z0-9-]+)/g, agents],
    [/(?:nodes\/|duid=)([a-z0-9-]+)/g, nodes],
  ]
  for (const [pattern, members] of byPrefix) {
    const places = new Map(members.map(({ id, place }) => [id, place]))
    for (const [, id = ''] of message.matchAll(pattern)) {
      const place = places.get(id)
      if (place) return place
    }
  }
  // Asterisk names the file alone, and queues and mailboxes have the line's id for a name.
  const named = lines.find(({ id }) => new RegExp(`(^|[^a-z0-9-])${id}(\\.conf|'|")`).test(message))
  return named?.place
}
