import { isTalkHost } from '../model/talk-host.js'
import type { Rule } from './rule.js'

export const ambiguousAnswer: Rule = {
  code: 'ambiguous-answer',
  severity: 'warning',
  summary: 'a line is answered either by Talk or by agents',
  why: 'With `agents` the call never reaches Talk, whatever the uri says.',
  *check({ lines }) {
    for (const { uri, answer, menu } of lines) {
      if (answer?.kind !== 'agents' || !isTalkHost(uri.value.host)) continue
      // A key of the menu may lead to Talk all the same.
      if (menu?.keys.some(({ action }) => action.value.kind === 'talk')) continue
      yield {
        message: `\`${uri.value.host}\` is a line of Talk, but \`agents\` answer it here`,
        place: uri.place,
        help: 'remove `agents`, or give the line a uri at an edge domain',
      }
    }
  },
}
