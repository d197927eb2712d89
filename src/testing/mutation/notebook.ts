import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mutant } from './mutant.js'
import type { Verdict } from './verdict.js'

/** What earlier runs found out, for as long as the mutants and what they are tried with are the same. */
export interface Notebook {
  readonly known: (mutant: Mutant) => Verdict | undefined
  readonly note: (verdict: Verdict) => void
}

/** @param trial everything but the mutant that decides its fate */
export function openNotebook(name: string, trial: string): Notebook {
  const folder = path.join(tmpdir(), 'sipin-mutation')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `mutation-${name}-${digestOf(trial)}.jsonl`)
  const written = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const fates = new Map(
    written.map(line => {
      const { key, fate, by } = JSON.parse(line) as Pick<Verdict, 'fate' | 'by'> & { key: string }
      return [key, { fate, by }]
    }),
  )
  return {
    known: mutant => {
      const fate = fates.get(keyOf(mutant))
      return fate && { mutant, ...fate }
    },
    note: ({ mutant, fate, by }) => {
      fates.set(keyOf(mutant), { fate, by })
      appendFileSync(file, `${JSON.stringify({ key: keyOf(mutant), fate, by })}\n`)
    },
  }
}

function keyOf({ file, text }: Mutant): string {
  return digestOf(`${file}\n${text}`)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
