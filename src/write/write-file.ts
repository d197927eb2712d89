import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { EnvironmentError, systemCode } from '../errors.js'

/** Writes a file whole or not at all: what was there stays until the new text is on the disk. */
export function writeFile(file: string, text: string): void {
  const fresh = `${file}.sipin-new-${process.pid}`
  try {
    writeFileSync(fresh, text)
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new EnvironmentError(`${file}: cannot be written (${code})`)
  }
}
