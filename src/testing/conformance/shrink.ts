import type { ScenarioData } from './calls.js'
import type { LineData } from './lines.js'
import type { ProjectData } from './project.js'

/** A project and a call about which the model and the engines differ. */
export interface Case {
  readonly data: ProjectData
  readonly scenario: ScenarioData
}

/** A key of the line, of the call or of the scenario that may not matter. */
interface Part {
  readonly of: 'line' | 'call' | 'scenario'
  readonly key: string
}

const needed: Readonly<Record<Part['of'], readonly string[]>> = {
  line: ['uri', 'allow', 'agents'],
  call: ['line', 'from', 'at'],
  scenario: ['name', 'call', 'expect'],
}

/**
 * The same disagreement with as few keys as can be found (delta debugging over the keys, after everything that is
 * not of the line is gone). Each question boots the engines, so there are only so many.
 */
export async function shrink(
  found: Case,
  differs: (smaller: Case) => Promise<boolean>,
  questions: number,
): Promise<Case> {
  let smallest = found
  let left = questions
  const ask = async (smaller: Case): Promise<boolean> => {
    if (left-- <= 0) return false
    const still = await differs(smaller)
    if (still) smallest = smaller
    return still
  }
  if (!(await ask(onlyTheLine(found)))) return smallest
  for (let size = partsOf(smallest).length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < partsOf(smallest).length; ) {
      const chunk = partsOf(smallest).slice(start, start + size)
      if (left <= 0) return smallest
      if (!(await ask(onlyTheLine(without(smallest, chunk))))) start += size
    }
  }
  return smallest
}

function partsOf({ data, scenario }: Case): Part[] {
  const line = lineOf({ data, scenario }) ?? {}
  const keys = (of: Part['of'], from: object): Part[] =>
    Object.keys(from)
      .filter(key => !needed[of].includes(key))
      .map(key => ({ of, key }))
  return [...keys('line', line), ...keys('scenario', scenario), ...keys('call', scenario.call)]
}

function lineOf({ data, scenario }: Case): LineData | undefined {
  return data.lines[String(scenario.call['line'])]
}

function without(found: Case, parts: readonly Part[]): Case {
  const drop = <T extends object>(of: Part['of'], from: T): T => {
    const gone = parts.filter(part => part.of === of).map(({ key }) => key)
    return Object.fromEntries(Object.entries(from).filter(([key]) => !gone.includes(key))) as T
  }
  const id = String(found.scenario.call['line'])
  const line = lineOf(found)
  return {
    data: line ? { ...found.data, lines: { ...found.data.lines, [id]: drop('line', line) } } : found.data,
    scenario: { ...drop('scenario', found.scenario), call: drop('call', found.scenario.call) },
  }
}

/** The project with nothing but the line that is called, and what it names. */
function onlyTheLine(found: Case): Case {
  const { data, scenario } = found
  const line = lineOf(found)
  if (!line) return found
  const text = JSON.stringify(line)
  const named = <T>(members: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(members).filter(([id]) => text.includes(`"${id}"`)))
  return {
    data: {
      ...data,
      schedules: named(data.schedules),
      agents: named(data.agents),
      lines: { [String(scenario.call['line'])]: line },
    },
    scenario,
  }
}
