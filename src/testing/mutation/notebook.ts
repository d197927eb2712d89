import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Judge } from './judges/judge.js'
import type { Mutant } from './mutant.js'

/** What judges said in earlier runs, so that a hunt may be broken off, and only survivors meet new cases. */
export interface Notebook {
  /** The fault that a judge found, null for none, undefined when it was not asked. */
  readonly known: (judge: Judge, mutant: Mutant) => string | null | undefined
  readonly note: (judge: Judge, mutant: Mutant, fault: string | undefined) => void
  /** What a judge found when the same was done to a file that was another then: a good place to look first. */
  readonly hint: (judge: Judge, mutant: Mutant) => string | undefined
}

interface Note {
  readonly key: string
  readonly judge: string
  /** Of the mutant. */
  readonly id: string
  /** Null: nothing was found. */
  readonly fault: string | null
  readonly content: string
}

/**
 * A mutant stays caught while the case that caught it is there, and a survivor while no case is added or changed.
 * Comments in the mutated file do not matter.
 */
export function openNotebook(folder = path.join(tmpdir(), 'sipin-mutation')): Notebook {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'notes.jsonl')
  const written = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const notes = new Map(written.map(line => JSON.parse(line) as Note).map(note => [note.key, note]))
  const hints = new Map(
    [...notes.values()].map(({ judge, id, fault }) => [`${judge}\n${id}`, fault ?? undefined] as const),
  )
  return {
    hint: ({ name }, { id }) => hints.get(`${name}\n${id}`),
    known: (judge, mutant) => {
      const found = notes.get(keyOf(judge, mutant))
      return found && holds(judge, found) ? found.fault : undefined
    },
    note: (judge, mutant, fault) => {
      const own = {
        key: keyOf(judge, mutant),
        judge: judge.name,
        id: mutant.id,
        fault: fault ?? null,
        content: digestOf(judge.content),
      }
      notes.set(own.key, own)
      hints.set(`${judge.name}\n${mutant.id}`, fault)
      appendFileSync(file, `${JSON.stringify(own)}\n`)
    },
  }
}

function holds(judge: Judge, { fault, content }: Note): boolean {
  if (fault === null || judge.cases.length === 0) return content === digestOf(judge.content)
  return fault.startsWith('does not start') || judge.cases.some(title => fault.startsWith(`${title}: `))
}

function keyOf(judge: Judge, { file, text }: Mutant): string {
  return digestOf(`${judge.name}\n${file}\n${text.replace(/^\s*#(?!!).*\n/gm, '')}`)
}

const digests = new Map<string, string>()

function digestOf(text: string): string {
  const known = digests.get(text)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
  if (text.length > 100_000) digests.set(text, digest)
  return digest
}
