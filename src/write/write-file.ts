import {
  lstatSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode, UsageError } from '../errors.js'
import { isUnreadable, readRegular, soundLimit } from '../read/files.js'
import { asWriteFault } from '../read/system-fault.js'
import { makeFolders } from './make-folders.js'
import { keepOwner } from './owners.js'

/** The last line of what `replaceFile` writes: a comment to SVG, HTML and Markdown. */
const ownMark = '<!-- Made by sipin, which replaces it. -->\n'

/**
 * Writes a file whole or not at all: what was there stays until the new text is on the disk, and owner, mode and a link
 * stay afterwards. The file ends with `ownMark`, and only one that does is replaced: nothing that somebody else wrote.
 */
export function replaceFile(shown: string, text: string, inputs: readonly string[] = []): void {
  try {
    const file = lstatSync(shown, { throwIfNoEntry: false }) ? realpathSync(shown) : path.resolve(shown)
    const present = statSync(file, { throwIfNoEntry: false })
    const fault = present && faultOf(present, file, inputs)
    if (fault) throw new UsageError(`${shown} ${fault}; nothing was written`)
    replace(file, `${text.trimEnd()}\n${ownMark}`, present)
  } catch (error) {
    if (error instanceof EnvironmentError) throw new EnvironmentError(`${shown}: ${error.message}`)
    throw asWriteFault(error, shown)
  }
}

/** Why a file that is there is not replaced. */
function faultOf(present: Stats, file: string, inputs: readonly string[]): string | undefined {
  if (inputs.some(input => isSame(present, input))) return 'is what is read'
  const content = readRegular(file, soundLimit)
  if (isUnreadable(content)) return content.reason
  const end = Buffer.from(content?.subarray(-ownMark.length) ?? []).toString('latin1')
  return end === ownMark || content?.length === 0
    ? undefined
    : 'is there and was not made by sipin: remove it, or give another name'
}

function isSame({ dev, ino }: Stats, other: string): boolean {
  const stats = statSync(other, { throwIfNoEntry: false })
  return stats?.ino === ino && stats.dev === dev
}

function replace(file: string, text: string, present: Stats | undefined): void {
  const fresh = `${file}.sipin-new-${process.pid}`
  writeFileSync(fresh, '', { flag: 'wx' })
  try {
    writeFileSync(fresh, text)
    if (present) keepOwner(fresh, present)
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

/** Writes files that are not there yet: all, or none when one of them is, or cannot be written. */
export function createFiles(files: readonly (readonly [file: string, content: string | Uint8Array])[]): void {
  for (const [file] of files) {
    if (isThere(file)) throw new UsageError(`${file} is there already; nothing was written`)
  }
  const written: string[] = []
  const folders: string[] = []
  for (const [file, content] of files) {
    try {
      makeFolders(path.dirname(file), made => folders.push(made))
      writeFileSync(file, '', { flag: 'wx' })
      written.push(file)
      writeFileSync(file, content)
    } catch (error) {
      for (const other of written) rmSync(other, { force: true })
      for (const folder of folders.reverse()) removeEmpty(folder)
      throw asWriteFault(error, file)
    }
  }
}

/** A folder that was made here; another program may have put something into it meanwhile. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
  }
}

/** Also a link that leads nowhere is something. */
export function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw asWriteFault(error, file)
  }
}
