// Replaces the compiled commands in dist/ by bundles: a start needs a handful of files, not hundreds.
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import { root, shared, withRequire } from './esbuild.mjs'

// Names stay: the stack of a bug must be readable.
const published = { ...shared, minifySyntax: true, minifyWhitespace: true, banner: withRequire }

// What an earlier build left must not be published, nor its compiled code be used.
for (const left of ['chunks', 'cli.js', 'cli.cjs.cache']) {
  await rm(path.join(root, 'dist', left), { recursive: true, force: true })
}

// The browser build of yaml is the same code without a look at the environment for every token.
const alias = { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') }
const external = ['execa']

// One file in CommonJS: it starts fastest, and its compiled code can be kept (bin/load.js).
await build({
  ...published,
  format: 'cjs',
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.cjs',
  alias,
  external,
  define: { 'import.meta.url': '__fileUrl' },
  banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href;" },
})

// The library.
await build({ ...published, entryPoints: ['src/index.ts'], outfile: 'dist/index.js', alias, external })

// What runs inside the lab's containers has no packages beside it.
await build({ ...published, entryPoints: ['src/lab/actor/main.ts'], outfile: 'dist/actor/actor.mjs' })

execFileSync(process.execPath, [path.join(root, 'scripts/code-cache.cjs')], { stdio: 'inherit' })
