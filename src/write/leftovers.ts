import { lstatSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError } from '../errors.js'
import { isUnreadable, readRegular, soundLimit } from '../read/files.js'
import { manifestName } from '../render/manifest.js'
import { readTree } from './read-tree.js'

/**
 * Whether sipin provably made all that is in a folder: it is empty, or every file is one that the manifest in it
 * names, or it is the begin of a manifest, which is what is written first and removed last. A link is none of ours.
 */
export function isOurs(folder: string): boolean {
  if (!lstatSync(folder).isDirectory()) return false
  const { digests, manifest } = readTree({ shown: folder, path: folder })
  if (manifest === undefined)
    return digests.size === 0 || (digests.size === 1 && isBegun(path.join(folder, manifestName)))
  return [...digests].every(
    ([name, digest]) => digest !== 'special' && (name === manifestName || manifest.has(name)),
  )
}

/** What every manifest begins with. */
const begin = '{\n  "manifest": 1,\n  "sipin": "'

function isBegun(file: string): boolean {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return false
  const content = readRegular(file, soundLimit)
  if (content === undefined || isUnreadable(content)) return false
  return begin.startsWith(Buffer.from(content.subarray(0, begin.length)).toString('latin1'))
}

/** Removes a tree; its manifest last, so that what a killed run leaves of it is known as ours. */
export function removeTree(folder: string): void {
  for (const name of readdirSync(folder))
    if (name !== manifestName) rmSync(path.join(folder, name), { recursive: true, force: true })
  if (lstatSync(path.join(folder, manifestName), { throwIfNoEntry: false }))
    unlinkSync(path.join(folder, manifestName))
  rmdirSync(folder)
}

/** Removes what a killed run left, or says that it is of somebody else. */
export function removeLeftover(folder: string): void {
  if (!isOurs(folder)) refuseLeftover(folder)
  removeTree(folder)
}

export function refuseLeftover(place: string): never {
  throw new EnvironmentError(
    `${place}: has a name that sipin uses and holds what sipin did not make: move it away; nothing was written`,
  )
}
