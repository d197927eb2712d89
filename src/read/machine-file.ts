import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError } from '../errors.js'
import { isUnreadable, type Limit, readRegular } from './files.js'

/** A file that an engine reads, as it is on this machine. */
export type MachineFile =
  | { readonly kind: 'text'; readonly text: string }
  /** Nothing at this path: another machine has it. */
  | { readonly kind: 'absent' }
  /** Only root gets past the folder or file `at`, whose mode is `mode`. */
  | { readonly kind: 'closed'; readonly at: string; readonly mode: string }
  /** `reason` follows the name of the file. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** What decides who may enter a folder or read a file. */
export interface Ownership {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

const limit: Limit = { bytes: 1 << 20, said: '1 MiB' }

/** Reads a file for which an engine without root's rights has a path from the root. */
export function readMachineFile(file: string): MachineFile {
  const closed = wayTo(file).find(({ stats, isLast }) => isRootsAlone(stats, isLast ? 4 : 1))
  if (closed) {
    return { kind: 'closed', at: closed.at, mode: (closed.stats.mode & 0o777).toString(8).padStart(4, '0') }
  }
  try {
    const content = readRegular(file, limit)
    if (content === undefined) return { kind: 'absent' }
    if (isUnreadable(content) && content.kind === 'nowhere') return { kind: 'absent' }
    if (isUnreadable(content)) return { kind: 'unreadable', reason: content.reason }
    return { kind: 'text', text: Buffer.from(content).toString('latin1') }
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    return { kind: 'unreadable', reason: 'cannot be read by this user' }
  }
}

/**
 * Whether nobody but root has a right (4 to read, 1 to enter). The group of an engine is not known; it is not root's.
 */
export function isRootsAlone({ mode, uid, gid }: Ownership, right: 4 | 1): boolean {
  if (uid !== 0 || (mode & right) !== 0) return false
  return gid === 0 || (mode & (right << 3)) === 0
}

/** Folders on the way, as written and then without links, and the file at the end. */
function wayTo(file: string): { at: string; stats: Ownership; isLast: boolean }[] {
  const real = quietly(() => realpathSync(file)) ?? file
  const folders = [...foldersOf(file), ...foldersOf(real)].map(at => ({ at, isLast: false }))
  return [...folders, { at: real, isLast: true }].flatMap(step => {
    const stats = quietly(() => statSync(step.at, { throwIfNoEntry: false }))
    return stats ? [{ ...step, stats }] : []
  })
}

function foldersOf(file: string): string[] {
  const folder = path.dirname(file)
  return folder === file ? [] : [...foldersOf(folder), folder]
}

/** undefined: not there, or not for us. */
function quietly<T>(operation: () => T): T | undefined {
  try {
    return operation()
  } catch {
    return undefined
  }
}
