import { formatDestination } from '../model/destination.js'
import { overflowLines } from './overflow-loop.js'
import type { Rule } from './rule.js'

export const overflowToLine: Rule = {
  code: 'overflow-to-line',
  severity: 'warning',
  summary: 'overflow leaves the project',
  why: "Another line's hours and limits are not looked at on the way: the call goes to its uri as to any other address.",
  *check(project) {
    const { linesOf, leadsBack } = overflowLines(project)
    for (const line of project.lines) {
      for (const { target, reached } of linesOf(line)) {
        if (leadsBack(reached, line)) continue
        yield {
          message: `\`${formatDestination(target.to.value)}\` is line \`${reached.id}\` of this project`,
          place: target.to.place,
          related: [{ place: reached.uri.place, text: `line \`${reached.id}\`` }],
          help: 'send overflow to the AI agent or to a number outside',
        }
      }
    }
  },
}
