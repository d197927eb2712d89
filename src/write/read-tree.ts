import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { systemCode } from '../errors.js'
import { isUnreadable, readRegular, soundLimit } from '../read/files.js'
import { asReadFault } from '../read/system-fault.js'
import { digestOf, manifestName } from '../render/manifest.js'
import type { PresentTree } from './plan.js'
import type { Target } from './target.js'

/** What lies in a directory; a directory that is not there is an empty tree. */
export function readTree({ path: directory }: Target): PresentTree {
  for (;;) {
    const before = identityOf(directory)
    const tree = readOnce(directory)
    // Swapped for another one meanwhile, of which half would have been seen.
    if (identityOf(directory) === before) return tree
  }
}

function identityOf(directory: string): number | undefined {
  try {
    return statSync(directory, { throwIfNoEntry: false })?.ino
  } catch (error) {
    throw asReadFault(error, directory)
  }
}

function readOnce(directory: string): PresentTree {
  const digests = new Map<string, string>()
  const manifest = readManifest(directory)
  const folders = new Set(Array.from(manifest?.keys() ?? [], foldersOf).flat())
  const read = (folder: string): void => {
    for (const entry of entriesOf(path.join(directory, folder))) {
      const name = folder + entry.name
      if (!entry.isDirectory()) digests.set(name, digestOfFile(path.join(directory, name), entry.isFile()))
      // What is in folders of others is not looked at; the folder itself is enough to leave all alone.
      else if (folders.has(`${name}/`)) read(`${name}/`)
      else digests.set(`${name}/`, 'special')
    }
  }
  read('')
  return { digests, manifest }
}

/** `a/b/c.conf` lies in `a/` and `a/b/`. */
function foldersOf(name: string): string[] {
  return Array.from(name.matchAll(/\//g), ({ index }) => name.slice(0, index + 1))
}

function digestOfFile(file: string, isRegular: boolean): string {
  const content = isRegular ? readRegular(file, soundLimit) : undefined
  return content === undefined || isUnreadable(content) ? 'special' : digestOf(content)
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw asReadFault(error, directory)
  }
}

/** Many programs have a manifest.json: one of sipin's says so. */
export function readManifest(directory: string): PresentTree['manifest'] {
  const content = readRegular(path.join(directory, manifestName), soundLimit)
  if (content === undefined || isUnreadable(content)) return undefined
  try {
    const { manifest, sipin, files } = JSON.parse(Buffer.from(content).toString('utf8')) as Record<
      string,
      unknown
    >
    if (manifest !== 1 || typeof sipin !== 'string' || typeof files !== 'object' || files === null)
      return undefined
    return new Map(
      Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return undefined
  }
}
