import { hash } from 'node:crypto'
import { compareText } from '../diagnostic.js'
import { version } from '../version.gen.js'
import type { OutputFile } from './target.js'

/** The file at the root of a tree that says what the tree is made of. */
export const manifestName = 'manifest.json'

export interface Manifest {
  /** Version of this format. */
  readonly manifest: 1
  /** The version of sipin that made the tree. */
  readonly sipin: string
  /** Releases of the engines that the tree suits. */
  readonly engines: { readonly kamailio: readonly string[]; readonly asterisk: readonly string[] }
  /** SHA-256 of every other file, in hex, by path. */
  readonly files: Readonly<Record<string, string>>
}

const suitedEngines = { kamailio: ['5.6', '6.0', '6.1'], asterisk: ['22'] } as const

export function manifestOf(files: readonly OutputFile[]): OutputFile {
  const digests = files.map(file => [file.path, digestOfOutput(file)] as const)
  const manifest: Manifest = {
    manifest: 1,
    sipin: version,
    engines: suitedEngines,
    files: Object.fromEntries(digests.sort(([a], [b]) => compareText(a, b))),
  }
  return { path: manifestName, content: `${JSON.stringify(manifest, undefined, 2)}\n` }
}

export function digestOf(content: string | Uint8Array): string {
  return hash('sha256', content)
}

const digests = new WeakMap<OutputFile, string>()

/** The same of a file that is to be written: the manifest names it, and the plan asks for it again. */
export function digestOfOutput(file: OutputFile): string {
  const digest = digests.get(file) ?? digestOf(file.content)
  digests.set(file, digest)
  return digest
}
