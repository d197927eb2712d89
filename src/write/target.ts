import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../errors.js'
import { asWriteFault } from '../read/system-fault.js'

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
  try {
    return { shown, path: checkedPlace(shown, inputs, refuse) }
  } catch (error) {
    throw asWriteFault(error, shown)
  }
}

function checkedPlace(shown: string, inputs: readonly string[], refuse: (why: string) => never): string {
  const target = placeOf(path.resolve(shown))
  if (target.split(path.sep).some(name => name.toLowerCase() === '.git')) refuse('lies in a .git')
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory()) refuse('is no directory')
  if (path.dirname(target) === target) refuse('is the root of the file system')
  if (stats && holds(stats, process.cwd())) refuse('is the directory in which sipin runs, or holds it')
  for (const input of inputs) if (stats && holds(stats, input)) refuse(`holds what is read, ${input}`)
  return target
}

/** Parts that are not there yet have no links to follow. */
function placeOf(absolute: string): string {
  if (lstatSync(absolute, { throwIfNoEntry: false })) return realpathSync(absolute)
  const parent = path.dirname(absolute)
  return parent === absolute ? absolute : path.join(placeOf(parent), path.basename(absolute))
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
