import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode, UsageError } from '../errors.js'

/** A directory that is sipin's to write. */
export interface Target {
  /** As the user named it. */
  readonly shown: string
  /** Where that is: absolute, without links. Nothing looks the name up again. */
  readonly path: string
}

/**
 * Finds the directory that a user names for a tree. A link stays and is followed. Whatever holds something that must
 * not be replaced is refused: this directory, what is read, a repository of git.
 */
export function findTarget(shown: string, inputs: readonly string[]): Target {
  const refuse = (why: string): never => {
    throw new UsageError(`${shown === '' ? 'the output directory' : shown} ${why}; nothing was written`)
  }
  if (shown === '') refuse('is an empty text, as of a variable that is not set')
  const target = placeOf(shown, refuse)
  if (target.split(path.sep).some(name => name.toLowerCase() === '.git')) refuse('lies in a .git')
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory()) refuse('is no directory')
  if (path.dirname(target) === target) refuse('is the root of the file system')
  if (stats && holds(stats, process.cwd())) refuse('is the directory in which sipin runs, or holds it')
  for (const input of inputs) if (stats && holds(stats, input)) refuse(`holds what is read, ${input}`)
  return { shown, path: target }
}

/** Parts that are not there yet have no links to follow. */
function placeOf(shown: string, refuse: (why: string) => never): string {
  const absolute = path.resolve(shown)
  try {
    if (!lstatSync(absolute, { throwIfNoEntry: false })) {
      const parent = path.dirname(absolute)
      return parent === absolute ? absolute : path.join(placeOf(parent, refuse), path.basename(absolute))
    }
    return realpathSync(absolute)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ELOOP') return refuse('is a link that leads nowhere')
    if (code === 'ENOTDIR')
      throw new EnvironmentError(
        `${shown}: cannot be written: a part of the path is a file; what was there is untouched`,
      )
    if (code !== undefined) throw new EnvironmentError(`${shown}: cannot be written (${code})`)
    throw error
  }
}

/** Compared by what the file system says they are: one directory may have several names. */
function holds(directory: Stats, place: string): boolean {
  let inner: string
  try {
    inner = realpathSync(place)
  } catch {
    return false
  }
  for (;;) {
    const stats = statSync(inner, { throwIfNoEntry: false })
    if (stats?.ino === directory.ino && stats.dev === directory.dev) return true
    const parent = path.dirname(inner)
    if (parent === inner) return false
    inner = parent
  }
}
