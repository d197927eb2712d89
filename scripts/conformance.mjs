// npm run conformance -- --calls N --seed S: random projects and calls, through the model and the real engines.
import path from 'node:path'
import { build } from 'esbuild'
import { root } from './setup.mjs'

// It lies in dist/, where the program finds the files of the package, and is no part of it.
const outfile = path.join(root, 'dist/testing/conformance.mjs')
await build({
  absWorkingDir: root,
  entryPoints: ['src/testing/conformance/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})
const { conformance } = await import(outfile)
process.exitCode = await conformance(process.argv.slice(2), root)
