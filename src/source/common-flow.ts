import {
  apostrophe,
  characterAt,
  closeBrace,
  closeBracket,
  colon,
  comma,
  hash,
  isLineEnd,
  lineFeed,
  openBrace,
  openBracket,
  plainScalar,
  quote,
  quotedScalar,
  type Reading,
  skipSpaces,
  space,
} from './common-scalars.js'
import { type Entry, hasKey, type Node } from './tree.js'

/** Levels that are read here; `yaml` reads what is deeper, and says where it is too deep. */
export const deepestCommon = 30

/** A value in brackets, within a block collection that stands as far in as `indent` says. */
export function readFlow(reading: Reading, indent: number, depth: number): Node | undefined {
  return readCollection(reading, { indent, depth, outermost: true })
}

interface Where {
  readonly indent: number
  readonly depth: number
  readonly outermost: boolean
}

function readCollection(reading: Reading, where: Where): Node | undefined {
  if (where.depth > deepestCommon) return undefined
  const { file, text } = reading
  const start = reading.at
  const isMap = text.charCodeAt(start) === openBrace
  const close = isMap ? closeBrace : closeBracket
  const entries: Entry[] = []
  const items: Node[] = []
  reading.at++
  for (;;) {
    if (!skipBetween(reading, where)) return undefined
    if (text.charCodeAt(reading.at) === close) break
    if (isMap) {
      const entry = readEntry(reading, where)
      if (entry === undefined || hasKey(entries, entry.key)) return undefined
      entries.push(entry)
    } else {
      const item = readValue(reading, where)
      if (item === undefined) return undefined
      items.push(item)
    }
    if (!skipBetween(reading, where)) return undefined
    const character = text.charCodeAt(reading.at)
    if (character === close) break
    if (character !== comma) return undefined
    reading.at++
  }
  const place = { file, span: { start, end: ++reading.at } }
  return isMap ? { kind: 'map', place, entries } : { kind: 'sequence', place, items }
}

function readEntry(reading: Reading, where: Where): Entry | undefined {
  const { file, text } = reading
  const start = reading.at
  const key = readScalar(reading)
  const end = reading.at
  if (key === undefined || text.charCodeAt(end) !== colon || text.charCodeAt(end + 1) !== space)
    return undefined
  reading.at++
  skipSpaces(reading)
  const value = readValue(reading, where)
  return value && { key: key.source, keyPlace: { file, span: { start, end } }, value }
}

function readValue(reading: Reading, { indent, depth }: Where): Node | undefined {
  const character = reading.text.charCodeAt(reading.at)
  return character === openBracket || character === openBrace
    ? readCollection(reading, { indent, depth: depth + 1, outermost: false })
    : readScalar(reading)
}

function readScalar(reading: Reading) {
  const character = reading.text.charCodeAt(reading.at)
  return character === quote || character === apostrophe
    ? quotedScalar(reading, character)
    : plainScalar(reading, true)
}

/** Past what may stand between the parts of a flow collection; false for a line that is not far enough in. */
function skipBetween(reading: Reading, { indent, outermost }: Where): boolean {
  const { text } = reading
  /** Where the line begins; -1 on the first. */
  let begin = -1
  for (;;) {
    skipSpaces(reading)
    if (reading.at >= text.length) return false
    const character = text.charCodeAt(reading.at)
    if (isLineEnd(character)) {
      reading.at += character === lineFeed ? 1 : 2
      begin = reading.at
    } else if (character === hash) {
      const before = text.charCodeAt(reading.at - 1)
      if (before !== space && before !== lineFeed) return false
      if (begin >= 0 && reading.at - begin <= indent) return false
      while (!isLineEnd(characterAt(reading, reading.at))) reading.at++
    } else {
      const column = reading.at - begin
      if (begin < 0 || column > indent) return true
      return column === indent && outermost && (character === closeBracket || character === closeBrace)
    }
  }
}
