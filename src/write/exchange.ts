import { spawnSync } from 'node:child_process'
import { lstatSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { isOurs, refuseLeftover, removeTree } from './leftovers.js'
import { readManifest } from './read-tree.js'

/**
 * Puts `fresh` in the place of `current` and `current` in the place of `fresh`, in one step of the kernel:
 * whoever looks finds the one or the other. Linux has renameat2(2) for this and Node does not offer it, so
 * the first program that can make the call makes it. Where none can (other systems), two renames do, and
 * `recover` undoes them when the process dies between the two.
 */
export function exchangeDirectories(fresh: string, current: string): void {
  const before = statSync(fresh).ino
  for (const [program, ...args] of exchangers(fresh, current)) {
    spawnSync(program as string, args, { stdio: 'ignore' })
    if (statSync(current).ino === before) return
  }
  const aside = asideName(current)
  renameSync(current, aside)
  try {
    renameSync(fresh, current)
  } catch (error) {
    renameSync(aside, current)
    throw error
  }
  renameSync(aside, fresh)
}

/** Puts back a tree that a killed run had moved aside, or takes it away when the new one is in its place. */
export function recover(current: string): void {
  const aside = asideName(current)
  const stats = lstatSync(aside, { throwIfNoEntry: false })
  if (!stats) return
  if (!isOurs(aside)) {
    // Nothing in it says that it is a tree: it is never taken for one, and stays.
    if (stats.isDirectory() && readManifest(aside) === undefined) return
    refuseLeftover(aside)
  }
  if (exists(current)) removeTree(aside)
  else renameSync(aside, current)
}

function asideName(current: string): string {
  return path.join(path.dirname(current), `.${path.basename(current)}.sipin-old`)
}

/** renameat2's number on the machines that Node runs on, and its flag RENAME_EXCHANGE. */
const renameat2: Partial<Record<NodeJS.Architecture, number>> = { x64: 316, arm64: 276 }

function exchangers(fresh: string, current: string): string[][] {
  if (process.platform !== 'linux') return []
  const number = renameat2[process.arch]
  const paths = [path.resolve(fresh), path.resolve(current)]
  const mv = ['mv', '--exchange', '-T', ...paths]
  if (number === undefined) return [mv]
  const perl = [
    'perl',
    '-e',
    `exit(syscall(${number}, -100, $ARGV[0], -100, $ARGV[1], 2) == 0 ? 0 : 1)`,
    ...paths,
  ]
  const python = [
    'python3',
    '-c',
    `import ctypes, os, sys; sys.exit(ctypes.CDLL(None).syscall(${number}, -100, os.fsencode(sys.argv[1]), -100, os.fsencode(sys.argv[2]), 2) != 0)`,
    ...paths,
  ]
  return [perl, python, mv]
}

function exists(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false }) !== undefined
}
