import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The path of a file that travels in the package, such as `schemas/sipin.schema.json`. */
export function packageFile(name: string): string {
  // Sources lie in src/, the bundle and its chunks in dist/, both right below the package's root.
  const here = path.dirname(fileURLToPath(import.meta.url))
  const root = here.slice(
    0,
    Math.max(here.lastIndexOf(`${path.sep}dist`), here.lastIndexOf(`${path.sep}src`)),
  )
  return path.join(root, name)
}
