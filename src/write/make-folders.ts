import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'

/** Makes a folder and those it lies in, one by one, and tells of each that is new: Node's `recursive` never ends where mkdir says ENOENT, as in /proc. */
export function makeFolders(folder: string, tell: (made: string) => void = () => {}): void {
  const missing: string[] = []
  for (let at = path.resolve(folder); !isFound(at); at = path.dirname(at)) missing.push(at)
  for (const one of missing.reverse()) make(one, tell)
}

function make(folder: string, tell: (made: string) => void): void {
  try {
    mkdirSync(folder)
    tell(folder)
  } catch (error) {
    const code = systemCode(error)
    // Another process may have been faster.
    if (code === 'EEXIST' && isFound(folder)) return
    if (code !== 'ENOENT') throw error
    throw new EnvironmentError(`${folder}: cannot be made: the file system takes no folder there`)
  }
}

function isFound(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) !== undefined
}
