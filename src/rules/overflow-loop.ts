import type { Located } from '../diagnostic.js'
import { circlesOf } from '../model/circles.js'
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
    const { linesOf, leadsBack } = overflowLines(project)
    for (const line of project.lines) {
      for (const { target, reached } of linesOf(line)) {
        if (!leadsBack(reached, line)) continue
        const path = pathBack(reached, line, linesOf)
        const route = [line, ...shortened(path)].map(one => (one ? `\`${one.id}\`` : '…')).join(' -> ')
        yield {
          message: `\`${formatDestination(target.to.value)}\` leads back to line \`${line.id}\`: ${route}`,
          place: target.to.place,
          related: [{ place: line.uri.place, text: `line \`${line.id}\`` }],
          help: 'send it somewhere else, such as the AI agent: `sip:agent@ai.example.net`',
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
export function overflowLines(project: Project): OverflowLines {
  if (last?.project !== project) last = { project, found: findOverflowLines(project) }
  return last.found
}

/** Cached: two rules need it. */
let last: { readonly project: Project; readonly found: OverflowLines } | undefined

function findOverflowLines(project: Project): OverflowLines {
  const hosts = edgeHosts(project)
  const byName = new Map<string, Line>()
  for (const line of project.lines) for (const name of namesOf(line, hosts)) byName.set(nameKey(name), line)
  const reach = (target: Hop['target']): Hop[] => {
    const to = target.to.value
    const name = to.kind === 'sip' ? nameOf(to.uri, hosts) : undefined
    const reached = name && byName.get(nameKey(name))
    return reached ? [{ target, reached }] : []
  }
  /** Few lines lead to others; those that lead nowhere are in no circle. */
  const hops = new Map<Line, readonly Hop[]>()
  for (const line of project.lines) {
    const ofLine = targetsOf(line).flatMap(reach)
    if (ofLine.length > 0) hops.set(line, ofLine)
  }
  const linesOf = (line: Line): readonly Hop[] => hops.get(line) ?? []
  const circles = circlesOf([...hops.keys()], line => linesOf(line).map(({ reached }) => reached))
  return { linesOf, leadsBack: (from, to) => circles.get(from) === circles.get(to) }
}

export interface OverflowLines {
  readonly linesOf: (line: Line) => readonly Hop[]
  /** Whether calls of the first line, which the second one leads to, may come back to the second. */
  readonly leadsBack: (from: Line, to: Line) => boolean
}

function targetsOf({ overflow, menu }: Line): readonly Hop['target'][] {
  if (!menu) return overflow
  const keys = menu.keys.flatMap(({ action: { value, place } }) =>
    value.kind === 'target' ? [{ to: { value: value.to, place } }] : [],
  )
  return [...overflow, ...keys]
}

/** The shortest way over overflow targets from one line to another that it leads to, the ends included. */
function pathBack(from: Line, to: Line, linesOf: OverflowLines['linesOf']): Line[] {
  const cameFrom = new Map<Line, Line | undefined>([[from, undefined]])
  for (const line of cameFrom.keys()) {
    if (line === to) break
    for (const { reached } of linesOf(line)) if (!cameFrom.has(reached)) cameFrom.set(reached, line)
  }
  const path: Line[] = []
  for (let line: Line | undefined = to; line; line = cameFrom.get(line)) path.unshift(line)
  return path
}

/** The ends of a long way; undefined stands for the omitted middle. */
function shortened(path: readonly Line[]): readonly (Line | undefined)[] {
  return path.length > 8 ? [...path.slice(0, 4), undefined, ...path.slice(-2)] : path
}
