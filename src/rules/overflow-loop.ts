import type { Located } from '../diagnostic.js'
import { formatDestination } from '../model/destination.js'
import type { Destination, Line, Project } from '../model/project.js'
import { edgeHosts, nameKey, nameOf, namesOf } from '../policy/line-names.js'
import type { Rule } from './rule.js'

export const overflowLoop: Rule = {
  code: 'overflow-loop',
  severity: 'error',
  summary: 'overflow does not lead back to the line',
  why: 'The caller would go round until somebody hangs up, and every round costs a channel.',
  *check(project) {
    const linesOf = overflowLines(project)
    for (const line of project.lines) {
      for (const { target, reached } of linesOf(line)) {
        const path = pathBack(reached, line, linesOf)
        if (!path) continue
        const route = [line, ...path].map(({ id }) => `\`${id}\``).join(' -> ')
        yield {
          message: `\`${formatDestination(target.to.value)}\` leads back to line \`${line.id}\`: ${route}`,
          place: target.to.place,
          related: [{ place: line.uri.place, text: `line \`${line.id}\`` }],
          help: 'send overflow somewhere else, such as the AI agent',
        }
      }
    }
  },
}

interface Hop {
  readonly target: { readonly to: Located<Destination> }
  readonly reached: Line
}

/** The lines of this project that a line's overflow targets and the keys of its menu name. */
export function overflowLines(project: Project): (line: Line) => Hop[] {
  const hosts = edgeHosts(project)
  const byName = new Map(
    project.lines.flatMap(line => namesOf(line, hosts).map(name => [nameKey(name), line] as const)),
  )
  return line =>
    targetsOf(line).flatMap(target => {
      const to = target.to.value
      const name = to.kind === 'sip' ? nameOf(to.uri, hosts) : undefined
      const reached = name && byName.get(nameKey(name))
      return reached ? [{ target, reached }] : []
    })
}

function targetsOf({ overflow, menu }: Line): Hop['target'][] {
  const keys = menu?.keys.flatMap(({ action: { value, place } }) =>
    value.kind === 'target' ? [{ to: { value: value.to, place } }] : [],
  )
  return [...overflow, ...(keys ?? [])]
}

/** The shortest way over overflow targets from one line to another, the ends included. */
export function pathBack(from: Line, to: Line, linesOf: (line: Line) => Hop[]): Line[] | undefined {
  const seen = new Set([from])
  let paths: Line[][] = [[from]]
  while (paths.length > 0) {
    const arrived = paths.find(path => path.at(-1) === to)
    if (arrived) return arrived
    paths = paths.flatMap(path =>
      linesOf(path.at(-1) as Line)
        .filter(({ reached }) => !seen.has(reached) && seen.add(reached))
        .map(({ reached }) => [...path, reached]),
    )
  }
  return undefined
}
