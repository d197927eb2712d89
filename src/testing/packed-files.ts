import { execFileSync } from 'node:child_process'
import { repository } from './golden.js'

/** What `npm pack` puts into the tarball of the build that is there. */
export interface PackedFiles {
  /** Bytes of the tarball. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

export function listPackedFiles(): PackedFiles {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json']
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: repository, encoding: 'utf8' }))
  return packed
}
