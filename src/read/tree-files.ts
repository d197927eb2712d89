import path from 'node:path'
import { UsageError } from '../errors.js'
import { disk, isUnreadable, soundLimit, soundsLimit, whatIsLeft } from './files.js'

/** Every file of a generated tree by its path in it. @throws {UsageError} When something in it is no regular file. */
export async function readTreeFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  let length = 0
  const walk = async (below: string): Promise<void> => {
    for (const name of await disk.list(path.join(folder, below))) {
      const inside = below === '' ? name : `${below}/${name}`
      const full = path.join(folder, inside)
      if ((await disk.kindOf(full)) === 'folder') {
        await walk(inside)
        continue
      }
      const content = await disk.read(full, whatIsLeft(soundLimit, soundsLimit, length))
      if (content === undefined) throw new UsageError(`${full}: is a link to nothing`)
      if (isUnreadable(content)) throw new UsageError(`${full}: ${content.reason}`)
      length += content.length
      files.set(inside, content)
    }
  }
  await walk('')
  return files
}
