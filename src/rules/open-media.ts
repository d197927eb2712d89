import { formatDestination } from '../model/destination.js'
import type { Line, MediaGroup, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { overflowTargetsOf, type Target } from '../policy/legs.js'
import type { Rule, RuleFinding } from './rule.js'

export const openMedia: Rule = {
  code: 'open-media',
  severity: 'warning',
  summary: 'audio comes from addresses that the project names',
  why: 'Where nobody says from which addresses audio comes, the edge lets all of them through and the RTP ports of the nodes are open to the world; a name may lead anywhere.',
  *check(project) {
    yield* openTrunks(project)
    for (const line of project.lines) {
      if (isOpen(line.media)) yield openLine(line)
      else yield* openTargets(line, project)
    }
    for (const { uri } of project.agents) {
      if (uri.value.hostKind !== 'name') continue
      yield finding(formatSipUri(uri.value), uri.place, "write the phone's address in place of its name")
    }
  },
}

function finding(whose: string, place: RuleFinding['place'], help: string): RuleFinding {
  return { message: `audio of \`${whose}\` may come from every address`, place, help }
}

function isOpen(groups: readonly MediaGroup[]): boolean {
  return groups.some(({ networks }) => networks.some(({ prefix }) => prefix <= 1))
}

function* openTrunks({ trunks }: Project): Generator<RuleFinding> {
  for (const { id, uri, allow, media } of trunks) {
    const open = media ? isOpen(media) : allow.length === 0 && uri.value.hostKind === 'name'
    if (!open) continue
    yield finding(
      id,
      uri.place,
      "name the carrier's ranges: `allow` for all that it sends, or `media` for its audio",
    )
  }
}

function openLine({ id, written, place }: Line): RuleFinding {
  return finding(
    id,
    written.get('media') ?? place,
    'name the ranges, as in `media: [{ranges: [203.0.113.0/24]}]`',
  )
}

/** Of a line that says where audio comes from. */
function isOpenTarget({ only, more }: Target): boolean {
  return isOpen(only ?? more)
}

function* openTargets(line: Line, { talk }: Project): Generator<RuleFinding> {
  const targets = overflowTargetsOf(line, { talk, trunks: [] }).filter(isOpenTarget)
  if (targets.length === 0) return
  const open = new Set(targets.map(({ uri }) => formatSipUri(uri)))
  for (const { to } of line.overflow) {
    const uri = formatDestination(to.value)
    if (!open.delete(uri)) continue
    yield finding(uri, to.place, `say where it comes from: \`{to: "${uri}", media: [203.0.113.0/24]}\``)
  }
  for (const { action } of line.menu?.keys ?? []) {
    if (action.value.kind !== 'target' || !open.delete(formatDestination(action.value.to))) continue
    const help = 'name it under `overflow` as well, with its `media`, or write its address'
    yield finding(formatDestination(action.value.to), action.place, help)
  }
}
