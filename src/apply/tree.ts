import { createHash } from 'node:crypto'
import { compareText } from '../diagnostic.js'
import { manifestName } from '../render/manifest.js'

/** A generated tree as it lies on a disk: every file by its path, which has forward slashes. */
export type TreeFiles = ReadonlyMap<string, Uint8Array>

/** The name of a release: the first digits of the SHA-256 of its manifest, which names every file by its own. */
export function releaseOf(files: TreeFiles): string {
  return createHash('sha256')
    .update(files.get(manifestName) ?? '')
    .digest('hex')
    .slice(0, 12)
}

function textOf(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content)
}

/** Text of a file of a tree; empty when the tree has no such file. */
export function fileText(files: TreeFiles, path: string): string {
  return textOf(files.get(path))
}

/** Paths of two trees whose contents differ, or that one of them has alone. */
export function changedPaths(before: TreeFiles, after: TreeFiles): string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter(path => !same(before.get(path), after.get(path))).sort(compareText)
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return (
    a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index])
  )
}
