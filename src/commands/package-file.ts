import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The path of a file that travels in the package, such as `schemas/sipin.schema.json`. */
export function packageFile(name: string): string {
  // Both src/commands/ and the bundle's chunks in dist/ lie below the package's root.
  const here = path.dirname(fileURLToPath(import.meta.url))
  const root = here.slice(
    0,
    Math.max(here.lastIndexOf(`${path.sep}dist`), here.lastIndexOf(`${path.sep}src`)),
  )
  return path.join(root, name)
}
