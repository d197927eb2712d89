import { compareText } from '../diagnostic.js'
import { digestOfOutput, manifestName } from '../render/manifest.js'
import type { OutputFile } from '../render/target.js'

/** A directory as it was found, before anything is written. */
export interface PresentTree {
  /**
   * SHA-256 of every file in it, by path; links and other special files have the digest `special`, and so have
   * folders, with a slash at their end, in which nothing is sipin's.
   */
  readonly digests: ReadonlyMap<string, string>
  /** What the manifest in it says of its files; undefined when there is none that can be read. */
  readonly manifest: ReadonlyMap<string, string> | undefined
}

export type Change = { readonly path: string; readonly kind: 'create' | 'change' | 'delete' }

/** A file that writing would destroy and that sipin did not make like this. */
export interface Conflict {
  readonly path: string
  /** edited: made by sipin and changed since, which may be overwritten. foreign: not made by sipin, which may not. */
  readonly kind: 'edited' | 'foreign'
}

export interface Plan {
  readonly changes: readonly Change[]
  readonly conflicts: readonly Conflict[]
}

/** Compares the tree that is wanted with what is there. */
export function planWrite(wanted: readonly OutputFile[], present: PresentTree): Plan {
  const digests = new Map(wanted.map(file => [file.path, digestOfOutput(file)]))
  const changes: Change[] = []
  for (const [path, digest] of digests) {
    const found = present.digests.get(path)
    if (found === undefined) changes.push({ path, kind: 'create' })
    else if (found !== digest) changes.push({ path, kind: 'change' })
  }
  for (const path of present.digests.keys()) if (!digests.has(path)) changes.push({ path, kind: 'delete' })
  const conflicts = changes
    .filter(({ path, kind }) => kind !== 'create' && isForeign(path, present))
    .map(({ path }): Conflict => ({ path, kind: present.manifest?.has(path) ? 'edited' : 'foreign' }))
  return { changes: changes.sort(byPath), conflicts: conflicts.sort(byPath) }
}

function isForeign(path: string, { digests, manifest }: PresentTree): boolean {
  if (path === manifestName) return manifest === undefined
  return manifest?.get(path) !== digests.get(path)
}

function byPath(a: { path: string }, b: { path: string }): number {
  return compareText(a.path, b.path)
}
