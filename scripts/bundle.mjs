// Makes in dist/ what is published: the program, the library, what runs in the lab's containers, and the licences
// of the packages that all of them hold.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, transform } from 'esbuild'
import { root, shared, withRequire } from './esbuild.mjs'
import { pruneTypes } from './prune-types.mjs'
import { thirdPartyLicences } from './third-party.mjs'

const dist = path.join(root, 'dist')

// What an earlier build left must not be published. Scripts that run now have their folders dev-* there.
for (const name of await readdir(dist)) {
  if (name !== 'types' && !name.startsWith('dev-')) await rm(path.join(dist, name), { recursive: true })
}

// Names stay: the stack of a bug must be readable.
const published = { ...shared, minifySyntax: true, minifyWhitespace: true, metafile: true }
/** commander loads node:child_process, and with it the network, for subcommands that are programs; sipin has none. */
const lazyChildProcess = {
  name: 'lazy child_process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
      importer.includes('/node_modules/commander/')
        ? { path: 'child_process', namespace: 'lazy' }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: "module.exports = { get spawn() { return require('node:child_process').spawn } }",
      resolveDir: root,
    }))
  },
}

/**
 * Program and library in CommonJS, which starts faster than modules, and in chunks, so that a command loads what it
 * needs and both have the same code. esbuild makes chunks of modules only; each is turned into CommonJS afterwards.
 */
async function bundleProgram() {
  const { outputFiles, metafile } = await build({
    ...published,
    entryPoints: ['src/cli.ts', 'src/index.ts'],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    write: false,
    // The browser build of yaml is the same code without a look at the environment for every token.
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
    // A start that runs no engine must not load it, which is seen by its path (src/e2e/environment.test.ts).
    external: ['execa'],
    plugins: [lazyChildProcess],
  })
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: shared.target,
      minifySyntax: true,
      minifyWhitespace: true,
      // A chunk is loaded by require, when it is needed.
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': '__fileUrl' },
    })
    const place = "const __fileUrl = require('node:url').pathToFileURL(__filename).href;"
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, code.includes('__fileUrl') ? place + code : code)
  }
  return metafile
}

/** The library as a module, as its types say: names of what lies in the chunks. */
function library({ outputs }) {
  return `export { ${outputs['dist/index.cjs'].exports.join(', ')} } from './index.cjs'\n`
}

/** What runs inside the lab's containers has no packages beside it. */
const actor = () =>
  build({
    ...published,
    entryPoints: ['src/lab/actor/main.ts'],
    outfile: 'dist/actor/actor.mjs',
    banner: withRequire,
  })

const program = await bundleProgram()
await writeFile(path.join(dist, 'index.js'), library(program))
const { metafile: lab } = await actor()
await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), await thirdPartyLicences([program, lab]))
await pruneTypes(path.join(dist, 'types'))
