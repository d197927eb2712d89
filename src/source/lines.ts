/** One-based line, one-based column in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Translates offsets of one text to lines and columns. CR LF, LF and lone CR each end a line. */
export interface LineIndex {
  readonly positionOf: (offset: number) => Position
  /** The text of a line without its line end. */
  readonly textOf: (line: number) => string
  readonly count: number
}

export function indexLines(text: string): LineIndex {
  const starts = [0]
  const lineEnd = /\r\n|\n|\r/g
  for (let match = lineEnd.exec(text); match; match = lineEnd.exec(text)) starts.push(lineEnd.lastIndex)
  const lineAt = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    count: starts.length,
    positionOf: offset => {
      const line = lineAt(offset)
      return { line: line + 1, column: offset - (starts[line] as number) + 1 }
    },
    textOf: line => {
      const start = starts[line - 1] as number
      let end = starts[line] ?? text.length
      while (end > start && /[\r\n]/.test(text.charAt(end - 1))) end--
      return text.slice(start, end)
    },
  }
}
