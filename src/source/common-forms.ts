import { deepestCommon, readFlow } from './common-flow.js'
import {
  apostrophe,
  hash,
  hyphen,
  isLineEnd,
  lineFeed,
  openBrace,
  openBracket,
  plainScalar,
  quote,
  quotedScalar,
  type Reading,
  readKey,
  skipSpaces,
  space,
} from './common-scalars.js'
import { type Entry, hasKey, type MapNode, type Node } from './tree.js'

/**
 * Reads YAML in the forms in which nearly every project is written, in one pass: block mappings and sequences, flow
 * collections, plain and quoted texts of one line, comments. Gives undefined for everything else, and for whatever
 * is wrong: then `yaml` reads the file, and says what. What it does give is the tree that parse.ts makes of what
 * `yaml` gives, to the offset (common-forms.test.ts).
 */
export function readCommonForms(file: string, text: string): Node | undefined {
  if (unusual.test(text)) return undefined
  const reading: Reading = { file, text, at: 0, column: 0, tail: 0, comments: -1 }
  if (!findFirstKey(reading)) return undefined
  const root = readMap(reading, 0, 0)
  return reading.column === -1 ? root : undefined
}

/** A lone CR, a byte order mark, control characters: each means something to `yaml`, or is an error. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const unusual = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)/

/** To the first key, which begins its line. */
function findFirstKey(reading: Reading): boolean {
  const { text } = reading
  let started = false
  for (;;) {
    const begin = reading.at
    skipSpaces(reading)
    if (reading.at >= text.length) return false
    const character = text.charCodeAt(reading.at)
    if (character !== hash && !isLineEnd(character)) {
      if (reading.at > begin) return false
      if (started || !/---\r?\n/y.test(text.slice(begin, begin + 5))) return true
      started = true
    }
    skipLine(reading)
  }
}

function skipLine(reading: Reading): void {
  const end = reading.text.indexOf('\n', reading.at)
  reading.at = end < 0 ? reading.text.length : end + 1
}

function readMap(reading: Reading, indent: number, depth: number): MapNode | undefined {
  if (depth > deepestCommon) return undefined
  const { file } = reading
  const start = reading.at
  const entries: Entry[] = []
  let seen: Set<string> | undefined
  while (reading.column === indent) {
    const keyStart = reading.at
    const key = readKey(reading)
    if (key === undefined || (seen ? seen.has(key) : hasKey(entries, key))) return undefined
    if (entries.length === 16) seen = new Set(entries.map(entry => entry.key))
    seen?.add(key)
    const keyPlace = { file, span: { start: keyStart, end: reading.at++ } }
    const value = readBlockValue(reading, indent, depth)
    if (value === undefined) return undefined
    entries.push({ key, keyPlace, value })
  }
  if (reading.column > indent) return undefined
  return { kind: 'map', place: { file, span: { start, end: leave(reading, indent) } }, entries }
}

/** What stands behind the colon of a key, on its line or below. */
function readBlockValue(reading: Reading, indent: number, depth: number): Node | undefined {
  skipSpaces(reading)
  if (reading.at < reading.text.length) {
    const character = reading.text.charCodeAt(reading.at)
    if (!isLineEnd(character) && character !== hash) return readInline(reading, indent, depth)
  }
  if (!nextLine(reading, indent, false)) return undefined
  const { column } = reading
  if (column < indent) return undefined
  if (isItem(reading)) return readSequence(reading, { indent: column, under: indent, depth: depth + 1 })
  return column > indent ? readMap(reading, column, depth + 1) : undefined
}

function isItem({ text, at }: Reading): boolean {
  return text.charCodeAt(at) === hyphen && text.charCodeAt(at + 1) === space
}

interface SequencePlace {
  readonly indent: number
  /** The column of the mapping that it stands in. */
  readonly under: number
  readonly depth: number
}

function readSequence(reading: Reading, { indent, under, depth }: SequencePlace): Node | undefined {
  if (depth > deepestCommon) return undefined
  const start = reading.at
  const items: Node[] = []
  while (reading.column === indent && isItem(reading)) {
    const hyphenAt = reading.at++
    skipSpaces(reading)
    const item = readItem(reading, { indent, inner: indent + reading.at - hyphenAt, depth })
    if (item === undefined) return undefined
    items.push(item)
  }
  if (reading.column > indent) return undefined
  // As far in as its mapping: `yaml` gives comments behind it to one or the other by rules of its own.
  if (indent === under && reading.comments >= indent) return undefined
  const span = { start, end: leave(reading, indent) }
  return { kind: 'sequence', place: { file: reading.file, span }, items }
}

interface ItemPlace {
  readonly indent: number
  /** The column of what follows the hyphen. */
  readonly inner: number
  readonly depth: number
}

/** A mapping may begin on the line of its hyphen. */
function readItem(reading: Reading, { indent, inner, depth }: ItemPlace): Node | undefined {
  const start = reading.at
  const isMap = readKey(reading) !== undefined
  reading.at = start
  if (!isMap) return readInline(reading, indent, depth)
  reading.column = inner
  return readMap(reading, inner, depth + 1)
}

/** A value on the line of its key or hyphen, and the way to the next line. */
function readInline(reading: Reading, indent: number, depth: number): Node | undefined {
  const character = reading.text.charCodeAt(reading.at)
  const node =
    character === openBracket || character === openBrace
      ? readFlow(reading, indent, depth + 1)
      : character === quote || character === apostrophe
        ? quotedScalar(reading, character)
        : plainScalar(reading, false)
  return node && nextLine(reading, indent, true) && reading.column <= indent ? node : undefined
}

/**
 * From behind a value to the content of the next line that has some; false where more stands behind the value. A
 * comment further in than the collection belongs to the value.
 */
function nextLine(reading: Reading, collection: number, afterValue: boolean): boolean {
  const { text } = reading
  skipSpaces(reading)
  if (reading.at < text.length) {
    const character = text.charCodeAt(reading.at)
    if (character === hash ? text.charCodeAt(reading.at - 1) !== space : !isLineEnd(character)) return false
    skipLine(reading)
  }
  if (afterValue) {
    reading.tail = reading.at
    reading.comments = -1
  }
  for (;;) {
    const begin = reading.at
    skipSpaces(reading)
    if (reading.at === text.length) {
      reading.column = -1
      return true
    }
    const character = text.charCodeAt(reading.at)
    reading.column = reading.at - begin
    if (isLineEnd(character)) {
      reading.at += character === lineFeed ? 1 : 2
      continue
    }
    if (character !== hash) return true
    skipLine(reading)
    if (!afterValue) continue
    if (reading.comments < 0 && reading.column > collection) reading.tail = reading.at
    else reading.comments = Math.max(reading.comments, reading.column)
  }
}

/** Where a collection ends. Comments behind it that stand as far in as it does are of what it stands in. */
function leave(reading: Reading, collection: number): number {
  const end = reading.tail
  if (reading.comments >= 0 && reading.comments >= collection) {
    reading.tail = reading.at
    reading.comments = -1
  }
  return end
}
