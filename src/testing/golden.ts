import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@jest/globals'

export const repository = path.resolve(import.meta.dirname, '../..')

/** Compares with a file that people read in review; `UPDATE=1` writes it anew. */
export function expectGolden(file: string, actual: string): void {
  if (process.env['UPDATE'] === '1') {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
