import { compareText } from '../diagnostic.js'
import { digestOf, manifestName } from '../render/manifest.js'
import { keptName, namedIn } from './kept.js'
import type { TreeFiles } from './tree.js'

/** What of a tree is not as its manifest says, and what it keeps of the release before; empty: it is whole. */
export function damageOf(files: TreeFiles): string[] {
  const named = new Map([...namedIn(files, manifestName), ...namedIn(files, keptName)])
  if (named.size === 0) return [`${manifestName} is missing, or names no files`]
  const others = [...files.keys()].filter(
    path => ![manifestName, keptName].includes(path) && !named.has(path),
  )
  const wrong = [...named].flatMap(([path, digest]) => {
    const content = files.get(path)
    if (content === undefined) return [`file ${path} is missing`]
    return digestOf(content) === digest ? [] : [`file ${path} was edited`]
  })
  return [...wrong, ...others.map(path => `file ${path} is none of the tree's`)].sort(compareText)
}
