import { isUtf8 } from 'node:buffer'
import { compareText } from '../diagnostic.js'
import { UsageError } from '../errors.js'
import { type Files, type Limit, tooLarge, whatIsLeft } from './files.js'
import type { GitObjects } from './git-objects.js'

/** A place in a revision, and the files round it. */
export interface RevisionFiles {
  readonly files: Files
  /** The path in `files` that was named. */
  readonly path: string
}

/**
 * The files of `HEAD~1:sipin.yaml` or `main:lines`, read as data and written nowhere; undefined: there is no such
 * object. A file comes with its folder, for the sounds beside it.
 */
export async function openRevision(objects: GitObjects, name: string): Promise<RevisionFiles | undefined> {
  const colon = name.indexOf(':')
  const revision = name.slice(0, colon)
  // Without a revision, git would take the path from its index.
  if (revision === '') return undefined
  const wanted = name.slice(colon + 1).replace(/(?<=[^./])\/+$/, '')
  const found = await objects.read(`${revision}:${wanted}`, treeLimit.bytes)
  if (found === undefined) return undefined
  if (found.type === 'tree') return { path: '.', files: filesOf(objects, found.id, `${revision}:${wanted}`) }
  const folder = wanted.slice(0, wanted.lastIndexOf('/') + 1)
  const parent = await objects.read(`${revision}:${folder}`, treeLimit.bytes)
  if (parent?.type !== 'tree') return undefined
  return {
    path: wanted.slice(folder.length),
    files: filesOf(objects, parent.id, `${revision}:${folder}`),
  }
}

/** One entry of a tree object. */
interface Entry {
  /** As written in the tree: `100644`, `40000`. */
  readonly mode: string
  readonly id: string
}

type Tree = ReadonlyMap<string, Entry>

/** A folder with 100,000 files has a tree of 4 MB. */
const treeLimit: Limit = { bytes: 32 << 20, said: '32 MiB' }
/** Of all trees together, which are kept. */
const treesLimit: Limit = { bytes: 64 << 20, said: '64 MiB' }

/** Of all folders together that are listed: a few trees that hold each other are millions of files. */
const mostNames = 100_000

function filesOf(objects: GitObjects, root: string, rootName: string): Files {
  const trees = new Map<string, Tree>()
  let treeBytes = 0
  /** By their places. */
  const listed = new Map<string, Tree>()
  let names = 0
  const shown = (place: string): string => {
    if (place === '.') return rootName
    const name = showName(place)
    return /[:/]$/.test(rootName) ? `${rootName}${name}` : `${rootName}/${name}`
  }
  const treeOf = async (id: string, place: string): Promise<Tree> => {
    const present = trees.get(id)
    if (present) return present
    const most = whatIsLeft(treeLimit, treesLimit, treeBytes)
    const object = await objects.read(id, most.bytes)
    if (!object) throw new UsageError(`${shown(place)}: this folder is not in the repository`)
    if (!object.content) throw new UsageError(`${shown(place)}: this folder ${tooLarge(most).reason}`)
    treeBytes += object.size
    const tree = parseTree(object.content, id.length / 2, shown(place))
    trees.set(id, tree)
    return tree
  }
  const find = async (place: string): Promise<Entry | undefined> => {
    const slash = place.lastIndexOf('/')
    const known = listed.get(slash < 0 ? '.' : place.slice(0, slash))
    const last = place.slice(slash + 1)
    if (known?.has(last)) return known.get(last)
    let entry: Entry | undefined = { mode: folderMode, id: root }
    for (const name of place.split('/').filter(part => part !== '.' && part !== '')) {
      if (entry?.mode !== folderMode) return undefined
      entry = (await treeOf(entry.id, place)).get(name)
    }
    return entry
  }
  return {
    shown,
    kindOf: async place => {
      const entry = await find(place)
      if (!entry) return undefined
      if (entry.mode === folderMode) return 'folder'
      return isRegular(entry) ? 'file' : 'other'
    },
    list: async place => {
      const entry = await find(place)
      if (entry?.mode !== folderMode) throw new UsageError(`${shown(place)}: no such directory`)
      const tree = await treeOf(entry.id, place)
      if (!listed.has(place)) names += tree.size
      listed.set(place, tree)
      if (names > mostNames)
        throw new UsageError(
          `${rootName}: there are more than ${mostNames} files and folders in it; name the folder of the project`,
        )
      return [...tree.keys()].sort(compareText)
    },
    read: async (place, most) => {
      const entry = await find(place)
      if (!entry) return undefined
      if (!isRegular(entry)) return { kind: 'special', reason: oddModes.get(entry.mode) ?? 'is no file' }
      if (showName(place) !== place) return { kind: 'special', reason: 'has a name that is not UTF-8' }
      const object = await objects.read(entry.id, most.bytes)
      if (!object)
        throw new UsageError(
          `${shown(place)}: this file is not in the repository, which may be a partial clone`,
        )
      return object.content ?? tooLarge(most)
    },
  }
}

const folderMode = '40000'

/** Links are not followed: they are texts here, and lead to wherever whoever committed them wants. */
const oddModes: ReadonlyMap<string, string> = new Map([
  ['120000', 'is a symbolic link, which is not followed in a revision'],
  ['160000', 'is a submodule, not a regular file'],
  [folderMode, 'is a directory, not a regular file'],
])

/** Git writes 100644 and 100755; old ones wrote 100664. */
function isRegular({ mode }: Entry): boolean {
  return mode.startsWith('100')
}

/** `MODE NAME\0HASH`, one after the other. Of two entries of one name the first counts, as for git. */
function parseTree(bytes: Buffer, hashLength: number, shown: string): Tree {
  const tree = new Map<string, Entry>()
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at)
    const zero = bytes.indexOf(0, blank)
    const next = zero + 1 + hashLength
    if (blank < 0 || zero < 0 || next > bytes.length) throw new UsageError(`${shown}: the tree is damaged`)
    const name = nameOf(bytes.subarray(blank + 1, zero))
    // A path in here is names with slashes between, so no name may have one.
    if (name === '' || name.includes('/')) throw new UsageError(`${shown}: the tree is damaged`)
    const mode = bytes.toString('latin1', at, blank).replace(/^0/, '')
    if (!tree.has(name) && !noName.has(name.toLowerCase()))
      tree.set(name, { mode, id: bytes.toString('hex', zero + 1, next) })
    at = next
  }
  return tree
}

/** Bytes that are not UTF-8 become halves of surrogate pairs, so that two names stay two. */
function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, byte => String.fromCharCode(0xdc00 + byte.charCodeAt(0)))
}

/** Those bytes as `\xfe`. */
function showName(name: string): string {
  return name.replace(/[\udc80-\udcff]/gu, half => `\\x${(half.charCodeAt(0) - 0xdc00).toString(16)}`)
}

/** Names that no checkout makes. */
const noName: ReadonlySet<string> = new Set(['.', '..', '.git'])
