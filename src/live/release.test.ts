import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from '@jest/globals'
import type { Machine } from '../apply/machines.js'
import { closeJournal } from './release.js'

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-release-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const entry = {
  at: '2026-11-30T10:00:00Z',
  who: 'ann@host',
  from: undefined,
  to: 'a'.repeat(12),
  result: 'live',
} as const
const release = (at: number): string => `${String(at).padStart(12, '0')}-${1000 + at}`

/** A machine with eight releases, the first the oldest, and folders that somebody else put there before them. */
function machineOf(name: string, live: number | undefined): Machine {
  const root = path.join(folder, name)
  for (const [at, one] of [
    'mine',
    'old notes',
    ...Array.from({ length: 8 }, (_, index) => release(index)),
  ].entries()) {
    mkdirSync(path.join(root, 'releases', one), { recursive: true })
    utimesSync(path.join(root, 'releases', one), 1000 + at, 1000 + at)
  }
  if (live !== undefined) symlinkSync(`releases/${release(live)}`, path.join(root, 'current'))
  return { name, reach: [], root, edge: true, node: undefined }
}

it('the newest five releases stay, the live one, and what sipin did not make', async () => {
  const machine = machineOf('several', 1)
  await closeJournal(machine, entry)
  const kept = ['mine', 'old notes', ...[1, 3, 4, 5, 6, 7].map(release)]
  expect(readdirSync(path.join(machine.root, 'releases')).sort()).toEqual(kept.sort())
  expect(JSON.parse(readFileSync(path.join(machine.root, 'history.jsonl'), 'utf8'))).toMatchObject({
    result: 'live',
  })
})

it('nothing goes where it is not known which release is live', async () => {
  const machine = machineOf('unknown', undefined)
  await closeJournal(machine, entry)
  expect(readdirSync(path.join(machine.root, 'releases'))).toHaveLength(10)
  expect(existsSync(path.join(machine.root, 'journal'))).toBe(false)
})
