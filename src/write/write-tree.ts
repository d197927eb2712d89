import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'
import { asWriteFault } from '../read/system-fault.js'
import { manifestName } from '../render/manifest.js'
import type { OutputFile } from '../render/target.js'
import { describeCause } from '../system-errors.js'
import { exchangeDirectories, recover } from './exchange.js'
import { removeLeftover, removeTree } from './leftovers.js'
import { makeFolders } from './make-folders.js'
import { keepOwners } from './owners.js'
import type { Target } from './target.js'

/**
 * Writes a whole tree, or nothing: it is built beside the directory and swapped in, with the owner and mode of what
 * was there. A run that is killed leaves the old tree or the new one; what it leaves beside it, `recoverTree` takes
 * away. `shown` is how messages name the directory.
 */
export function writeTree(directory: string, files: readonly OutputFile[], shown = directory): void {
  const target = path.resolve(directory)
  const fresh = `${freshPrefix(target)}${process.pid}`
  let made = false
  try {
    makeFolders(path.dirname(target))
    // Not recursive: Node says ENOENT then where the system says why, such as a read-only file system.
    mkdirSync(fresh)
    made = true
    writeFiles(fresh, files)
    if (statSync(target, { throwIfNoEntry: false })) {
      keepOwners(fresh, target)
      exchangeDirectories(fresh, target)
    } else {
      renameSync(fresh, target)
      made = false
    }
  } catch (error) {
    if (made) dropTree(fresh)
    if (error instanceof EnvironmentError) throw new EnvironmentError(`${shown}: ${error.message}`)
    throw asWriteFault(error, shown)
  }
  if (made) {
    const unremoved = dropTree(fresh)
    if (unremoved !== undefined)
      throw new EnvironmentError(
        `${shown} is written, and ${fresh}, which was there before, cannot be removed: ${unremoved}`,
      )
  }
}

/** Removes a tree that was begun or swapped out; why it cannot be removed, if so. The next run tries again. */
function dropTree(folder: string): string | undefined {
  try {
    if (statSync(folder, { throwIfNoEntry: false })) removeTree(folder)
    return undefined
  } catch (error) {
    const cause = describeCause(error)
    if (cause === undefined) throw error
    return cause
  }
}

/** Puts in order what killed runs left beside a tree; to be called before the tree is looked at. */
export function recoverTree({ shown, path: target }: Target): void {
  try {
    recover(target)
    removeLeftovers(target)
  } catch (error) {
    throw asWriteFault(error, shown)
  }
}

function writeFiles(root: string, files: readonly OutputFile[]): void {
  const made = new Set<string>()
  // The manifest first: it says of a folder that a killed run leaves, and of all in it, that sipin made it.
  const rank = ({ path: name }: OutputFile): number => (name === manifestName ? 0 : 1)
  for (const { path: name, content } of files.toSorted((a, b) => rank(a) - rank(b))) {
    const file = path.join(root, ...name.split('/'))
    const folder = path.dirname(file)
    if (!made.has(folder)) {
      makeFolders(folder)
      made.add(folder)
    }
    writeFileSync(file, content)
  }
}

/** Where a run builds its tree, but for the number of its process. */
function freshPrefix(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.sipin-new-`)
}

/** Trees that runs began and did not live to swap in, or swapped out and did not live to remove. */
function removeLeftovers(target: string): void {
  const parent = path.dirname(target)
  const prefix = path.basename(freshPrefix(target))
  if (!statSync(parent, { throwIfNoEntry: false })) return
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue
    const number = name.slice(prefix.length)
    if (!/^[1-9][0-9]*$/.test(number) || isAlive(Number(number))) continue
    removeLeftover(path.join(parent, name))
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}
