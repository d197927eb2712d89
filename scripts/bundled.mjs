// Makes TypeScript of src/ that users never see usable from the scripts of the project.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root, shared, withRequire } from './esbuild.mjs'

/** What a module of src/ exports. */
export async function importSource(file, options = {}) {
  const outfile = path.join(bundleFolder(), 'main.mjs')
  await build({ ...shared, entryPoints: [file], outfile, packages: 'external', ...options })
  return import(pathToFileURL(outfile).href)
}

/** A program of src/ as one file, for a container that has no packages. */
export async function bundleProgram(file, folder, name) {
  await build({ ...shared, entryPoints: [file], outfile: path.join(folder, name), banner: withRequire })
}

/** A folder that goes with the process; two folders below the root, from where sources find it. */
export function bundleFolder() {
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(path.join(root, 'dist/dev-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
