import type { Place } from '../diagnostic.js'
import { headersForNode, nodeUri } from '../policy/for-node.js'
import { type LineIndexes, lineIndexes } from '../report/places.js'
import type { Explanation } from './explanation.js'

/** One JSON object; what a call does not have is absent. Lines and columns count from one. */
export function explainJson(
  { part, decision, forNode, change }: Explanation,
  sources: ReadonlyMap<string, string>,
): string {
  const linesOf = lineIndexes(sources)
  const { steps, ...ending } = decision
  const shown = {
    version: 1,
    ...(part && decision.outcome === 'rejected' ? { refused: part.what, leg: part.leg } : {}),
    ...ending,
    steps: steps.map(({ place, ...step }) => ({ ...step, ...where(place, linesOf) })),
    node: forNode && {
      uri: nodeUri(forNode),
      headers: Object.fromEntries(headersForNode(forNode)),
      audio: forNode.audio,
    },
    change: change && { text: change.text, ...where(change.place, linesOf) },
  }
  return `${JSON.stringify(shown, undefined, 2)}\n`
}

function where(place: Place | undefined, linesOf: LineIndexes): object {
  if (!place) return {}
  const position = linesOf(place.file)?.positionOf(place.span.start)
  return { file: place.file, ...position }
}
