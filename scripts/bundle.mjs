// Replaces the compiled commands in dist/ by bundles: a start needs a handful of files, not hundreds.
import path from 'node:path'
import { build } from 'esbuild'

const root = path.dirname(import.meta.dirname)
const dist = path.join(root, 'dist')

await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: dist,
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The browser build of yaml is the same code without a look at the environment for every token.
  alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
  external: ['execa'],
  // Dependencies in CommonJS call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
