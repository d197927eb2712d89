import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

/** Removes every type file that index.d.ts does not lead to: `exports` hides it, and nobody could import it. */
export async function pruneTypes(folder) {
  const wanted = new Set()
  const queue = [path.join(folder, 'index.d.ts')]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (wanted.has(file)) continue
    wanted.add(file)
    const text = await readFile(file, 'utf8')
    for (const [, specifier] of text.matchAll(/\b(?:from|import)\b\s*\(?\s*'(\.[^']+)\.js'/g))
      queue.push(path.join(path.dirname(file), `${specifier}.d.ts`))
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && !wanted.has(file)) await rm(file)
  }
}
