// Bundles a program of src/testing/hostile and the shooter that it takes into the lab; gives both places.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = path.dirname(import.meta.dirname)

/** @returns {Promise<{ module: object, shooter: string }>} */
export async function bundleHostile(program) {
  // Two folders below the root, from where the sources find it.
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(path.join(root, 'dist/hostile-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const shared = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    absWorkingDir: root,
  }
  await build({
    ...shared,
    entryPoints: ['src/testing/hostile/shooter/main.ts'],
    outfile: path.join(folder, 'shooter/shooter.mjs'),
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  })
  const outfile = path.join(folder, 'main.mjs')
  await build({
    ...shared,
    entryPoints: [`src/testing/hostile/${program}.ts`],
    outfile,
    packages: 'external',
  })
  return { module: await import(pathToFileURL(outfile).href), shooter: path.join(folder, 'shooter') }
}
