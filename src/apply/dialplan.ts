import { compareText } from '../diagnostic.js'
import { fileText, type TreeFiles } from './tree.js'

/** Steps of a dialplan by context, each `extension priority application`, in the order of their names. */
export type Dialplan = ReadonlyMap<string, readonly string[]>

/** The dialplan that Asterisk makes of a tree. */
export function dialplanOf(files: TreeFiles): Dialplan {
  const shared = ['extensions.conf', 'records.conf', 'zendesk.conf', 'schedules.conf'].map(
    name => `asterisk/${name}`,
  )
  const lines = [...files.keys()]
    .filter(path => /^asterisk\/lines\/[^/]+\.conf$/.test(path))
    .sort(compareText)
  const plan = new Map<string, string[]>()
  for (const path of [...shared, ...lines]) readInto(plan, fileText(files, path))
  return sorted(plan)
}

function readInto(plan: Map<string, string[]>, text: string): void {
  let steps: string[] | undefined
  let extension = ''
  let priority = 0
  for (const raw of text.split('\n')) {
    const line = raw
      .replace(/(?<!\\);.*/, '')
      .replaceAll('\\;', ';')
      .trim()
    const context = /^\[([^\]]+)\]/.exec(line)?.[1]
    if (context !== undefined) {
      steps = context === 'general' ? undefined : []
      if (steps) plan.set(context, steps)
      continue
    }
    const step = /^(?:exten\s*=>\s*([^,]+),(\d+)|same\s*=>\s*n)(?:\([^)]*\))?,(.*)$/.exec(line)
    if (!step || !steps) continue
    extension = step[1]?.trim() ?? extension
    priority = step[2] === undefined ? priority + 1 : Number(step[2])
    steps.push(stepText(extension, priority, step[3] ?? ''))
  }
}

/** What `dialplan show` prints of contexts that come from files. Lines that it counts over several files say nothing. */
export function dialplanShown(text: string): Dialplan {
  const plan = new Map<string, string[]>()
  let steps: string[] | undefined
  let extension = ''
  for (const line of text.split('\n')) {
    const [, context, maker] = /^\[ Context '([^']+)' created by '([^']+)'/.exec(line) ?? []
    if (context !== undefined) {
      steps = maker === 'pbx_config' ? [] : undefined
      if (steps) plan.set(context, steps)
      continue
    }
    const step = /^\s+(?:'([^']+)' =>)?\s+(?:\[[^\]]+\]\s+)?(\d+)\. (.*?)\s+\[[^\]]+\]$/.exec(line)
    if (!step || !steps) continue
    extension = step[1] ?? extension
    steps.push(stepText(extension, Number(step[2]), step[3] ?? ''))
  }
  return sorted(plan)
}

function stepText(extension: string, priority: number, application: string): string {
  return `${extension},${priority},${application.includes('(') ? application : `${application}()`}`
}

function sorted(plan: ReadonlyMap<string, readonly string[]>): Dialplan {
  return new Map(Array.from(plan, ([context, steps]) => [context, [...steps].sort(compareText)]))
}
