import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repository } from './golden.js'

/** The project that has every key. */
export function everything(): string {
  return readFileSync(path.join(repository, 'fixtures/everything/sipin.yaml'), 'utf8')
}
