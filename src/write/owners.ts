import { chmodSync, chownSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'

/**
 * Gives a new tree the owners and modes of the one whose place it will take, file by file; what is new belongs to
 * whom the tree belongs.
 */
export function keepOwners(fresh: string, current: string): void {
  const root = lstatSync(current)
  for (const entry of readdirSync(fresh, { recursive: true, withFileTypes: true })) {
    const place = path.join(entry.parentPath, entry.name)
    const before = lstatSync(path.join(current, path.relative(fresh, place)), { throwIfNoEntry: false })
    const same = before && (entry.isDirectory() ? before.isDirectory() : before.isFile())
    keepOwner(place, same ? before : { uid: root.uid, gid: root.gid })
  }
  keepOwner(fresh, root)
}

/** Gives a file owner and mode of another; the mode after the owner, whose change clears bits of it. */
export function keepOwner(
  place: string,
  { uid, gid, mode }: Pick<Stats, 'uid' | 'gid'> & { readonly mode?: number },
): void {
  const now = lstatSync(place)
  if (now.uid !== uid || now.gid !== gid) {
    try {
      chownSync(place, uid, gid)
    } catch (error) {
      if (systemCode(error) === undefined) throw error
      throw new EnvironmentError(
        `what is there belongs to user ${uid} and group ${gid}, which cannot be kept; run sipin as that user`,
      )
    }
  }
  const bits = mode === undefined ? undefined : mode & 0o7777
  if (bits !== undefined && (lstatSync(place).mode & 0o7777) !== bits) chmodSync(place, bits)
}
