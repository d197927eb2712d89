import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'
import { printable } from '../printable.js'
import { describeCause } from '../system-errors.js'

/** A failed call of the system as what it is for the user: where, why, and what to do. Anything else as it is. */
export function asReadFault(error: unknown, place: string): unknown {
  return asFault(error, place, 'read', '')
}

/** The same of writing, where nothing was changed. */
export function asWriteFault(error: unknown, place: string): unknown {
  return asFault(error, place, 'written', '; what was there is untouched')
}

function asFault(error: unknown, place: string, attempt: string, more: string): unknown {
  const cause = describeCause(error)
  if (cause === undefined || isOfWorkingDirectory(error)) return error
  const why = onTheWay.has(systemCode(error) ?? '') ? faultOnWay(place) : undefined
  return new EnvironmentError(printable(`${place}: cannot be ${attempt}: ${why ?? cause}${more}`))
}

function isOfWorkingDirectory(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd'
}

/** The codes whose reason is a part of the path, which can be named. */
const onTheWay: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EEXIST'])

/**
 * The first part of a path that does not lead on, and what to do; undefined: all do. What is not there at the end of
 * the path is no fault, and nowhere in it when folders are `made`.
 */
export function faultOnWay(place: string, missing: 'made' | 'fault' = 'fault'): string | undefined {
  const parts = place.split(path.sep)
  for (let count = 1; count <= parts.length; count++) {
    // `/` and `a//b` have empty parts.
    if (parts[count - 1] === '') continue
    const fault = faultOf(parts.slice(0, count).join(path.sep), count === parts.length, missing)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultOf(at: string, isLast: boolean, missing: 'made' | 'fault'): string | undefined {
  const own = look(() => lstatSync(at, { throwIfNoEntry: false }))
  if (!own)
    return isLast || missing === 'made' ? undefined : `${at} is not there; make it, or give another path`
  const stats = look(() => statSync(at, { throwIfNoEntry: false }))
  if (!stats)
    return `${at} ${own.isSymbolicLink() ? describeLink(at) : 'cannot be reached'}; remove it, or give another path`
  return isLast || stats.isDirectory()
    ? undefined
    : `${at} is ${kindOf(stats)}, not a directory; give another path`
}

/** What a link that leads nowhere is; follows its name. */
export function describeLink(at: string): string {
  const leads = look(() => readlinkSync(at))
  return leads === undefined ? 'is a link that leads nowhere' : `is a link to ${leads}, which leads nowhere`
}

/** With its article. */
export function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file'
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

/** undefined: what is there cannot be seen, for which another reason is given. */
function look<T>(operation: () => T): T | undefined {
  try {
    return operation()
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}
