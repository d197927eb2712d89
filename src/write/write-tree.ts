import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'
import type { OutputFile } from '../render/target.js'
import { exchangeDirectories, recover } from './exchange.js'

/**
 * Writes a whole tree, or nothing: it is built beside the directory and swapped in. A run that is killed
 * leaves the old tree or the new one; what it leaves beside it, `recoverTree` takes away.
 */
export function writeTree(directory: string, files: readonly OutputFile[]): void {
  const target = path.resolve(directory)
  const fresh = `${freshPrefix(target)}${process.pid}`
  try {
    mkdirSync(path.dirname(target), { recursive: true })
    // Not recursive: Node says ENOENT then where the system says why, such as a read-only file system.
    mkdirSync(fresh)
    writeFiles(fresh, files)
    if (statSync(target, { throwIfNoEntry: false })) exchangeDirectories(fresh, target)
    else renameSync(fresh, target)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    throw asEnvironmentError(error, directory)
  }
  rmSync(fresh, { recursive: true, force: true })
}

/** Puts in order what killed runs left beside a tree; to be called before the tree is looked at. */
export function recoverTree(directory: string): void {
  const target = path.resolve(directory)
  try {
    recover(target)
    removeLeftovers(target)
  } catch (error) {
    throw asEnvironmentError(error, directory)
  }
}

function writeFiles(root: string, files: readonly OutputFile[]): void {
  const made = new Set<string>()
  for (const { path: name, content } of files) {
    const file = path.join(root, ...name.split('/'))
    const folder = path.dirname(file)
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true })
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
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue
    rmSync(path.join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission is denied',
    EPERM: 'permission is denied',
    EROFS: 'the file system is read-only',
    EBUSY: 'it is a mount point, which cannot be swapped; mount its parent directory instead',
    EXDEV: 'it is a mount point, which cannot be swapped; mount its parent directory instead',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
  }),
)

function asEnvironmentError(error: unknown, directory: string): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  return new EnvironmentError(
    `${directory}: cannot be written: ${reasons.get(code) ?? code}; what was there is untouched`,
  )
}
