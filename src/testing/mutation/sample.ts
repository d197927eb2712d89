import { createHash } from 'node:crypto'
import type { Mutant } from './mutant.js'

/** At the most so many mutants of each kind of change, in their order: the same ones as long as they have their names. */
export function sampleOf(mutants: readonly Mutant[], most: string): readonly Mutant[] {
  if (most === '') return mutants
  const kinds = new Map<string, Mutant[]>()
  for (const mutant of mutants) {
    const kind = `${mutant.operator} ${mutant.change}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), mutant])
  }
  const chosen = new Set(
    [...kinds.values()].flatMap(kind =>
      kind.toSorted((a, b) => (digest(a.id) < digest(b.id) ? -1 : 1)).slice(0, Number(most)),
    ),
  )
  return mutants.filter(mutant => chosen.has(mutant))
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}
