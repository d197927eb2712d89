import { indexLines, type LineIndex } from '../source/lines.js'

/** The lines of a file by its name, each file indexed once; undefined for a file whose text is not known. */
export type LineIndexes = (file: string) => LineIndex | undefined

export function lineIndexes(sources: ReadonlyMap<string, string>): LineIndexes {
  const indexes = new Map<string, LineIndex>()
  return file => {
    const text = sources.get(file)
    if (text === undefined) return undefined
    const index = indexes.get(file) ?? indexLines(text)
    indexes.set(file, index)
    return index
  }
}
