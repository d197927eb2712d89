import { compareText } from '../diagnostic.js'
import type { Effect } from '../render/live.js'
import type { OutputFile, TreeFile } from '../render/target.js'

export interface FileChange {
  readonly path: string
  readonly kind: 'create' | 'change' | 'delete'
  readonly effect: Effect
}

/** The files of two rendered trees that differ, in order of path. */
export function compareFiles(before: readonly TreeFile[], after: readonly TreeFile[]): FileChange[] {
  const was = new Map(before.map(file => [file.path, file]))
  const is = new Map(after.map(file => [file.path, file]))
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort(compareText)
  return paths.flatMap(path => {
    const [old, now] = [was.get(path), is.get(path)]
    const { live } = (now ?? old) as TreeFile
    if (old && now && sameContent(old.content, now.content)) return []
    const kind = old === undefined ? 'create' : now === undefined ? 'delete' : 'change'
    return [{ path, kind, effect: live.effect(textOf(old), textOf(now)) }]
  })
}

/** Of a file that is no text, that it is there. */
function textOf(file: OutputFile | undefined): string | undefined {
  return file && (typeof file.content === 'string' ? file.content : '')
}

function sameContent(a: OutputFile['content'], b: OutputFile['content']): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
