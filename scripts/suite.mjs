// A suite of src/testing as a program of its own.
import path from 'node:path'
import { build } from 'esbuild'
import { root, shared } from './esbuild.mjs'

/** What src/testing/NAME/main.ts exports. It lies in dist/, where it finds the files of the package, and is no part of it. */
export async function importSuite(name) {
  const outfile = path.join(root, `dist/testing/${name}.mjs`)
  await build({ ...shared, entryPoints: [`src/testing/${name}/main.ts`], outfile, packages: 'external' })
  return import(outfile)
}
