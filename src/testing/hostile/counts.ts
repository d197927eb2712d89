import type { Case } from './corpus.js'

/** Of messages of one stack, or of forms on a good INVITE, how many were let in. */
interface Count {
  readonly of: string
  readonly letIn: number
  readonly refused: number
}

interface Counted {
  readonly item: Pick<Case, 'family' | 'steps'>
  readonly observation: {
    readonly steps: readonly {
      readonly answers: readonly { readonly status: number; readonly warning: string }[]
    }[]
  }
}

/** Counts first messages of fixtures/interop as they were answered: let in is what the edge has no refusal of its own for. */
export function countByStack(results: readonly Counted[]): Count[] {
  const counts = new Map<string, { letIn: number; refused: number }>()
  for (const { item, observation } of results) {
    const stack = stackOf(item)
    const finals = observation.steps[0]?.answers.filter(({ status }) => status >= 200) ?? []
    if (stack === undefined) continue
    const count = counts.get(stack) ?? { letIn: 0, refused: 0 }
    const letIn = finals.length > 0 && finals.every(({ warning }) => !warning.includes(' sipin "'))
    counts.set(stack, letIn ? { ...count, letIn: count.letIn + 1 } : { ...count, refused: count.refused + 1 })
  }
  return [...counts].map(([of, count]) => ({ of, ...count })).sort((a, b) => (a.of < b.of ? -1 : 1))
}

/** The table of `npm run corpus -- --counts`. */
export function describeCounts(counts: readonly Count[]): string {
  const width = Math.max(0, ...counts.map(({ of }) => of.length))
  const line = (of: string, letIn: string | number, refused: string | number): string =>
    `${of.padEnd(width)}  ${String(letIn).padStart(6)}  ${String(refused).padStart(7)}\n`
  return [line('', 'let in', 'refused'), ...counts.map(one => line(one.of, one.letIn, one.refused))].join('')
}

function stackOf({ family, steps: [first] }: Counted['item']): string | undefined {
  if (family === 'stacks') return first?.send.split('/')[0]
  return ['forms', 'numbers', 'timers'].includes(family) ? `(${family})` : undefined
}
