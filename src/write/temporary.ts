import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EnvironmentError } from '../errors.js'
import { describeCause } from '../system-errors.js'

/** A folder of its own for this process. */
export function temporaryFolder(prefix: string, parent = tmpdir()): string {
  try {
    return mkdtempSync(path.join(path.resolve(parent), prefix))
  } catch (error) {
    const cause = describeCause(error)
    if (cause === undefined) throw error
    throw new EnvironmentError(`${parent}, where temporary files go (TMPDIR), cannot be written: ${cause}`)
  }
}

/** Removes it. Its name was made here, so that nothing else can be meant. */
export function removeTemporary(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
