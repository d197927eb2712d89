import type { TreeFiles } from './tree.js'

const block = 512

/**
 * An archive of ustar (POSIX.1-1988) that holds the files and their folders, all of one date, readable for everybody. Paths have
 * at most 255 bytes, which the ids of a project never reach.
 */
export function packTar(files: TreeFiles, seconds: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (const folder of foldersOf(files)) parts.push(head(`${folder}/`, 0, seconds, true))
  for (const [path, content] of files) {
    parts.push(head(path, content.length, seconds, false), content, new Uint8Array(padding(content.length)))
  }
  return Buffer.concat([...parts, new Uint8Array(2 * block)])
}

function foldersOf(files: TreeFiles): string[] {
  const folders = new Set<string>()
  for (const path of files.keys()) {
    const names = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= names.length; depth++) folders.add(names.slice(0, depth).join('/'))
  }
  return [...folders]
}

function padding(length: number): number {
  return (block - (length % block)) % block
}

function head(path: string, size: number, seconds: number, folder: boolean): Uint8Array {
  const bytes = Buffer.alloc(block)
  const { prefix, name } = splitPath(path)
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`
  bytes.write(name, 0)
  bytes.write(octal(folder ? 0o755 : 0o644, 8), 100)
  bytes.write(octal(0, 8), 108)
  bytes.write(octal(0, 8), 116)
  bytes.write(octal(size, 12), 124)
  bytes.write(octal(seconds, 12), 136)
  bytes.write('        ', 148)
  bytes.write(folder ? '5' : '0', 156)
  bytes.write('ustar\x0000', 257)
  bytes.write(prefix, 345)
  bytes.write(
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  return bytes
}

/** A name has 100 bytes, and what stands before one of its slashes 155 more. */
function splitPath(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path }
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { prefix, name }
  }
  throw new Error(`the path is too long for an archive: ${path}`)
}

/** The regular files of an archive that GNU tar wrote with --format=ustar. */
export function unpackTar(archive: Uint8Array): TreeFiles {
  const bytes = Buffer.from(archive)
  const files = new Map<string, Uint8Array>()
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0; ) {
    const text = (from: number, length: number): string =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8)
    const prefix = text(345, 155)
    const path = `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`.replace(/^\.\//, '')
    if (['0', ''].includes(text(156, 1))) files.set(path, bytes.subarray(at + block, at + block + size))
    at += block + size + padding(size)
  }
  return files
}
