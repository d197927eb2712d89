import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { compareText } from '../diagnostic.js'
import { systemCode, UsageError } from '../errors.js'
import { isUtf8Name, nameOf, showName, systemName } from './names.js'
import { asReadFault, describeLink, faultOnWay, kindOf } from './system-fault.js'
import { badName, type Unreadable } from './unreadable.js'

/** Where the files of a project lie: on the disk, or in a revision of git. Paths are as the user wrote them. */
export interface Files {
  /** How messages name a path. */
  readonly shown: (path: string) => string
  /** undefined: there is nothing. */
  readonly kindOf: (path: string) => Promise<Kind | undefined>
  /** Where a folder is without links, for a walk that must end; git has none that lead to folders. */
  readonly realPath?: (folder: string) => string
  /** Why there is nothing at a path, as far as that can be said. */
  readonly whyAbsent?: (path: string) => string | undefined
  /** The names in a folder, sorted by code unit. */
  readonly list: (folder: string) => Promise<readonly string[]>
  /** All of a file; undefined: there is nothing. */
  readonly read: (path: string, most: Limit) => Promise<Uint8Array | Unreadable | undefined>
}

/** `other`: a pipe, a device, a link that leads nowhere; what a project cannot be made of. */
export type Kind = 'file' | 'folder' | 'other'

/** How many bytes are read at most, and how people say it. */
export interface Limit {
  readonly bytes: number
  readonly said: string
}

/** 10,000 lines with five keys each are 2 MB. */
export const textLimit: Limit = { bytes: 48 << 20, said: '48 MiB' }
/** Of all files of a project together: judging them takes up to a hundred times their size in memory. */
export const textsLimit: Limit = { bytes: 48 << 20, said: '48 MiB' }
/** An hour of 8 kHz and 16 bit is 55 MiB. */
export const soundLimit: Limit = { bytes: 64 << 20, said: '64 MiB' }
/** Of all sounds together, which a tree holds once more. */
export const soundsLimit: Limit = { bytes: 256 << 20, said: '256 MiB' }
/** A UDP datagram holds 64 KiB, the edge takes 16,000 bytes. */
export const messageLimit: Limit = { bytes: 1 << 20, said: '1 MiB' }

export function isUnreadable(content: Uint8Array | Unreadable | undefined): content is Unreadable {
  return content !== undefined && !(content instanceof Uint8Array)
}

/** What one more file may have, when all together have a limit too. */
export function whatIsLeft(each: Limit, all: Limit, read: number): Limit {
  const bytes = all.bytes - read
  return bytes < each.bytes ? { bytes, said: `what the other files leave of ${all.said}` } : each
}

export function tooLarge({ said }: Limit): Unreadable {
  return { kind: 'large', reason: `is larger than ${said}` }
}

/** Follows a path at which there is nothing. */
export function absence(path: string, files: Pick<Files, 'whyAbsent'> = disk): string {
  const why = files.whyAbsent?.(path) ?? 'no such file or directory'
  // The command line comes as UTF-8, with this in the place of what is none.
  return path.includes('\ufffd') ? `${why}; a name that is not UTF-8 must be changed first` : why
}

/** Files on the disk. Whatever stands at a path, reading ends: nothing but a regular file is opened. */
export const disk: Files = {
  shown: showName,
  whyAbsent: path => faultOnWay(path, 'made'),
  kindOf: async path => {
    const stats = lookAt(path)
    if (!stats) return undefined
    if (stats.isDirectory()) return 'folder'
    return stats.isFile() ? 'file' : 'other'
  },
  realPath: folder => {
    const real = guard(() => realpathSync.native(systemName(folder), { encoding: 'buffer' }), folder)
    return real ? nameOf(real) : folder
  },
  list: async folder => {
    const names = guard(() => readdirSync(systemName(folder), { encoding: 'buffer' }), folder)
    if (!names) throw new UsageError(`${showName(folder)}: no such directory`)
    return names.map(nameOf).sort(compareText)
  },
  read: async (path, most) => (isUtf8Name(path) ? readRegular(path, most) : badName),
}

/** Reads a regular file up to a limit. What cannot be read for want of a permission is the environment's fault. */
export function readRegular(path: string, most: Limit): Uint8Array | Unreadable | undefined {
  const stats = lookAt(path)
  if (!stats) return linkAt(path)
  const fault = faultOf(stats, most)
  if (fault) return fault
  return guard(() => {
    // Without O_NONBLOCK, a pipe that has taken the file's place since would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    try {
      const opened = fstatSync(file)
      return faultOf(opened, most) ?? readAll(file, opened.size, most)
    } finally {
      closeSync(file)
    }
  }, path)
}

/** What is at a path, links followed; undefined: nothing, or a link to nothing. */
function lookAt(path: string): Stats | undefined {
  return guard(() => statSync(systemName(path), { throwIfNoEntry: false }), path)
}

function linkAt(path: string): Unreadable | undefined {
  const isLink = guard(() => lstatSync(path, { throwIfNoEntry: false }), path)?.isSymbolicLink()
  return isLink ? { kind: 'nowhere', reason: describeLink(path) } : undefined
}

function faultOf(stats: Stats, most: Limit): Unreadable | undefined {
  if (!stats.isFile())
    return {
      kind: stats.isDirectory() ? 'folder' : 'special',
      reason: `is ${kindOf(stats)}, not a regular file`,
    }
  return stats.size > most.bytes ? tooLarge(most) : undefined
}

/** To the end and not to the size, which a file that grows, or one of /proc, does not have. */
function readAll(file: number, size: number, most: Limit): Uint8Array | Unreadable {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const chunk = new Uint8Array(chunks.length === 0 ? size + 1 : 1 << 16)
    const count = readSync(file, chunk, 0, chunk.length, null)
    if (count === 0) break
    length += count
    if (length > most.bytes) return tooLarge(most)
    chunks.push(chunk.subarray(0, count))
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

/** undefined: a part of the path is not there, or its links lead nowhere. */
function guard<T>(operation: () => T, path: string): T | undefined {
  try {
    return operation()
  } catch (error) {
    if (nowhere.has(systemCode(error) ?? '')) return undefined
    throw asReadFault(error, showName(path))
  }
}

const nowhere: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'])
