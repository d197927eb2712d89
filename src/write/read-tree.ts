import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode } from '../errors.js'
import { digestOf, manifestName } from '../render/manifest.js'
import type { PresentTree } from './plan.js'

/** What lies in a directory; a directory that is not there is an empty tree. */
export function readTree(directory: string): PresentTree {
  const digests = new Map<string, string>()
  let manifest: PresentTree['manifest']
  for (const entry of listFiles(directory)) {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(directory, file).split(path.sep).join('/')
    if (!entry.isFile()) {
      digests.set(name, 'special')
      continue
    }
    const content = readFileSync(file)
    digests.set(name, digestOf(content))
    if (name === manifestName) manifest = parseManifest(content.toString('utf8'))
  }
  return { digests, manifest }
}

function listFiles(directory: string) {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
      entry => !entry.isDirectory(),
    )
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return []
    if (code !== undefined) throw new EnvironmentError(`${directory}: cannot be read (${code})`)
    throw error
  }
}

function parseManifest(text: string): PresentTree['manifest'] {
  try {
    const { files } = JSON.parse(text) as { files?: unknown }
    if (typeof files !== 'object' || files === null) return undefined
    return new Map(
      Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return undefined
  }
}
