// The hostile corpus on the real engines: `npm run test:hostile -- --kamailio 6.1 --only sdp`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = path.dirname(import.meta.dirname)
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
await build({
  ...shared,
  entryPoints: ['src/testing/hostile/main.ts'],
  outfile: path.join(folder, 'main.mjs'),
  packages: 'external',
})
const { hostile } = await import(pathToFileURL(path.join(folder, 'main.mjs')).href)
process.exit(await hostile(process.argv.slice(2), path.join(folder, 'shooter')))
