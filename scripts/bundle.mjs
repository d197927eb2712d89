// Replaces the compiled commands in dist/ by bundles: a start needs a handful of files, not hundreds.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.dirname(import.meta.dirname)

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Names stay: the stack of a bug must be readable.
  minifySyntax: true,
  minifyWhitespace: true,
  // Dependencies in CommonJS call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
}

// Chunks are named after their content: those of an earlier build would stay and be published.
await rm(path.join(root, 'dist/chunks'), { recursive: true, force: true })

await build({
  ...shared,
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: 'dist',
  allowOverwrite: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // The browser build of yaml is the same code without a look at the environment for every token.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
  external: ['execa'],
})

// What runs inside the lab's containers has no packages beside it.
await build({ ...shared, entryPoints: ['src/lab/actor/main.ts'], outfile: 'dist/actor/actor.mjs' })
