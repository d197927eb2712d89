import { compareText } from '../diagnostic.js'
import { UsageError } from '../errors.js'
import { type Files, type Limit, tooLarge, whatIsLeft } from './files.js'
import type { GitObject, GitObjects } from './git-objects.js'
import { isUtf8Name, nameOf, showName } from './names.js'
import { badName, type Unreadable } from './unreadable.js'

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
  const last = wanted.slice(wanted.lastIndexOf('/') + 1)
  if (last !== '' && last !== '.' && last !== '..') {
    // A file is looked at in its folder, so that whatever is wrong with it has a place.
    const folder = wanted.slice(0, -last.length)
    const parent = await objects.read(`${revision}:${folder}`, treeLimit.bytes)
    if (parent?.type !== 'tree') return undefined
    const files = filesOf(objects, parent.id, `${revision}:${folder}`)
    const kind = await files.kindOf(last)
    if (kind === undefined) return undefined
    if (kind !== 'folder') return { path: last, files }
  }
  const found = await objects.read(`${revision}:${wanted}`, treeLimit.bytes)
  if (found?.type !== 'tree') return undefined
  return { path: '.', files: filesOf(objects, found.id, `${revision}:${wanted}`) }
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
    const object = await objectOf('tree', id, most, place)
    if (!object.content) throw new UsageError(`${shown(place)}: this folder ${tooLarge(most).reason}`)
    treeBytes += object.size
    const tree = parseTree(object.content, id.length / 2, shown(place))
    trees.set(id, tree)
    return tree
  }
  const objectOf = async (
    type: 'blob' | 'tree',
    id: string,
    most: Limit,
    place: string,
  ): Promise<GitObject> => {
    const where = `${shown(place)}: the object ${id}`
    const object = await objects.read(id, most.bytes, where)
    if (!object)
      throw new UsageError(
        `${where} is missing or damaged: \`git fsck\` says which, and a partial clone may fetch it`,
      )
    if (object.type !== type)
      throw new UsageError(`${where} is a ${object.type} where a ${type} must be; the revision is damaged`)
    return object
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
      if (!isRegular(entry)) return oddModes.get(entry.mode) ?? { kind: 'special', reason: 'is no file' }
      if (!isUtf8Name(place)) return badName
      return (await objectOf('blob', entry.id, most, place)).content ?? tooLarge(most)
    },
  }
}

const folderMode = '40000'

/** Links are not followed: they are texts here, and lead to wherever whoever committed them wants. */
const oddModes: ReadonlyMap<string, Unreadable> = new Map([
  ['120000', { kind: 'link', reason: 'is a symbolic link, which is not followed in a revision' }],
  ['160000', { kind: 'submodule', reason: 'is a submodule, not a regular file' }],
  [folderMode, { kind: 'folder', reason: 'is a directory, not a regular file' }],
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

/** Names that no checkout makes. */
const noName: ReadonlySet<string> = new Set(['.', '..', '.git'])
