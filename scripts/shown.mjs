// Every project that is shown anywhere, in the real engines: `npm run shown -- --made 300 --seed 2`.
import path from 'node:path'
import { build } from 'esbuild'
import { root } from './setup.mjs'

// It lies in dist/, where the program finds the files of the package, and is no part of it.
const outfile = path.join(root, 'dist/testing/shown.mjs')
await build({
  absWorkingDir: root,
  entryPoints: ['src/testing/shown/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})
const { shown } = await import(outfile)
process.exit(await shown(process.argv.slice(2), path.join(root, 'test-results/shown')))
