import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Case } from '../hostile/corpus.js'
import type { Mutant } from './mutant.js'
import type { Verdict } from './verdict.js'

/** What earlier runs found out, so that a hunt may be broken off, and only survivors meet new cases. */
export interface Notebook {
  readonly known: (mutant: Mutant) => Verdict | undefined
  readonly note: (verdict: Verdict) => void
}

/**
 * A mutant stays caught while the case that caught it is there, and a survivor while no case is added or changed.
 * Comments in the mutated file do not matter.
 */
export function openNotebook(name: string, cases: readonly Case[]): Notebook {
  const folder = path.join(tmpdir(), 'sipin-mutation')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.jsonl`)
  const corpus = digestOf(JSON.stringify(cases))
  const written = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const notes = new Map(written.map(line => [(JSON.parse(line) as Note).key, JSON.parse(line) as Note]))
  const titles = new Set(cases.map(({ family, name: title }) => `${family}: ${title}`))
  const holds = ({ fate, by, corpus: seen }: Note): boolean => {
    if (fate === 'survived') return seen === corpus
    return fate === 'stillborn' || [...titles].some(title => by.startsWith(`${title}: `))
  }
  return {
    known: mutant => {
      const found = notes.get(keyOf(mutant))
      return found && holds(found) ? { mutant, fate: found.fate, by: found.by } : undefined
    },
    note: ({ mutant, fate, by }) => {
      const own = { key: keyOf(mutant), fate, by, corpus }
      notes.set(own.key, own)
      appendFileSync(file, `${JSON.stringify(own)}\n`)
    },
  }
}

type Note = Pick<Verdict, 'fate' | 'by'> & { readonly key: string; readonly corpus: string }

function keyOf({ file, text }: Mutant): string {
  return digestOf(`${file}\n${text.replace(/^\s*#(?!!).*\n/gm, '')}`)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
