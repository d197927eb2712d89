import { EnvironmentError, systemCode } from '../errors.js'

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the file system is read-only'],
  ['EBUSY', 'it is a mount point, which cannot be swapped; mount its parent directory instead'],
  ['EXDEV', 'it is a mount point, which cannot be swapped; mount its parent directory instead'],
  ['ENOTDIR', 'a part of the path is a file'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EEXIST', 'a part of the path is a file'],
])

/** A failed call of the system as what it is for the user; anything else as it is. */
export function asEnvironmentError(error: unknown, shown: string): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  return new EnvironmentError(
    `${shown}: cannot be written: ${reasons.get(code) ?? code}; what was there is untouched`,
  )
}
