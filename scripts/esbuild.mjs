// How this project's TypeScript becomes files that run: the same for what is published and for its own scripts.
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)

/** @type {import('esbuild').BuildOptions} */
export const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
}

/** Dependencies in CommonJS call require. */
export const withRequire = {
  js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
}
