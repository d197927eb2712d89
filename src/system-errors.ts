import { EnvironmentError, systemCode } from './errors.js'

/** What an error code of the system means to whoever meets it. */
interface Cause {
  readonly why: string
  /** What to do. */
  readonly fix: string
}

/** Why a call of the system failed and what to do, as a part of a sentence; undefined: the system had no part in it. */
export function describeCause(error: unknown): string | undefined {
  const code = systemCode(error)
  if (code === undefined) return undefined
  const { why, fix } = causes.get(code) ?? {
    why: `the system refuses it (${code})`,
    fix: 'try another place',
  }
  return `${why}; ${fix}`
}

/**
 * What may happen at any call, wherever it is made, as the environment's fault: the working directory is gone, memory
 * or open files have run out. Anything else as it is.
 */
export function asForeseen(error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  if (error.syscall === 'uv_cwd')
    return new EnvironmentError('the directory in which sipin runs is not there any more: go to another one')
  if (!causes.has(systemCode(error) ?? '')) return error
  const place = 'path' in error && error.path !== undefined ? String(error.path) : 'a call of the system'
  return new EnvironmentError(`${place}: ${describeCause(error)}`)
}

const memory: Cause = {
  why: 'there is no memory left',
  fix: 'end something, or run sipin where there is more',
}
const mount: Cause = {
  why: 'it is a mount point, which cannot be swapped',
  fix: 'mount its parent directory instead',
}
const unable: Cause = { why: 'its file system cannot do this', fix: 'give a place on another one' }

const causes: ReadonlyMap<string, Cause> = new Map([
  ['ENOENT', { why: 'a part of the path is not there', fix: 'make it, or give another path' }],
  ['ENOTDIR', { why: 'a part of the path is a file', fix: 'give another path' }],
  ['EEXIST', { why: 'another program has put something there meanwhile', fix: 'run sipin again' }],
  ['ENOTEMPTY', { why: 'another program has put something there meanwhile', fix: 'run sipin again' }],
  ['ELOOP', { why: 'its links lead in a circle', fix: 'remove the link' }],
  ['EISDIR', { why: 'it is a directory', fix: 'give the name of a file' }],
  ['ENAMETOOLONG', { why: 'the name is too long', fix: 'give a shorter one' }],
  ['EACCES', { why: 'permission is denied', fix: 'run sipin as a user who may, or change the mode' }],
  ['EPERM', { why: 'permission is denied', fix: 'look at owner and attributes (`ls -ld`, `lsattr -d`)' }],
  ['EROFS', { why: 'the file system is read-only', fix: 'give a place on another one' }],
  ['ENOSPC', { why: 'the disk is full', fix: 'free some room on it' }],
  ['EDQUOT', { why: 'the disk quota is used up', fix: 'free some room' }],
  ['EFBIG', { why: 'a file may not be so large here', fix: 'raise the limit (`ulimit -f`)' }],
  ['EMFILE', { why: 'too many files are open', fix: 'raise the limit (`ulimit -n`)' }],
  ['ENFILE', { why: 'too many files are open on this machine', fix: 'close some, or raise `fs.file-max`' }],
  [
    'EAGAIN',
    { why: 'the system has no room for it now', fix: 'raise the limit (`ulimit -u`), or try again' },
  ],
  ['ENOMEM', memory],
  ['EIO', { why: 'the disk reports an error', fix: 'look at the log of the system (`dmesg`)' }],
  ['ESTALE', { why: 'the file server has lost it', fix: 'mount its file system again' }],
  ['EBUSY', mount],
  ['EXDEV', mount],
  ...['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENODEV', 'ENXIO', 'EINVAL'].map(code => [code, unable] as const),
  ['EPIPE', { why: 'its reader has gone', fix: 'let it read to the end' }],
])
