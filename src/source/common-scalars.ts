import type { ScalarNode } from './tree.js'

/** A text on the way through it. */
export interface Reading {
  readonly file: string
  readonly text: string
  /** At the first character of a line's content, or where a value goes on. */
  at: number
  /** Column of the line's content; -1 at the end of the text. */
  column: number
  /** Where the last value ends, with what belongs to it of the lines behind: so far reaches what it closes. */
  tail: number
  /** Column of the innermost comment since, which may belong to a collection that ends; -1 without any. */
  comments: number
}

export const lineFeed = 10
const carriageReturn = 13
export const space = 32
export const quote = 34
export const hash = 35
export const apostrophe = 39
export const comma = 44
export const hyphen = 45
export const colon = 58
const backslash = 92
export const openBracket = 91
export const closeBracket = 93
export const openBrace = 123
export const closeBrace = 125

/** Both kinds of line end; a carriage return never stands alone here. */
export function isLineEnd(character: number): boolean {
  return character === lineFeed || character === carriageReturn
}

function isFlowIndicator(character: number): boolean {
  return (
    character === comma ||
    character === openBracket ||
    character === closeBracket ||
    character === openBrace ||
    character === closeBrace
  )
}

/** Past the spaces. */
export function skipSpaces(reading: Reading): void {
  while (reading.text.charCodeAt(reading.at) === space) reading.at++
}

/** The character at an offset; behind the end there is a line end. */
export function characterAt({ text }: Reading, offset: number): number {
  return offset < text.length ? text.charCodeAt(offset) : lineFeed
}

/** What a plain text may begin with here; other characters have a meaning of their own, or may have. */
const begins = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+./_~(')
  begins[character.charCodeAt(0)] = 1

function isBegin(character: number): boolean {
  return character < 128 ? begins[character] === 1 : character > 160
}

/** The key at the place; then the place is at its colon. */
export function readKey(reading: Reading): string | undefined {
  const { text } = reading
  const first = text.charCodeAt(reading.at)
  if (first === quote || first === apostrophe) {
    const key = quotedText(reading, first)
    return key !== undefined && isSeparator(reading) ? key : undefined
  }
  if (!isBegin(first)) return undefined
  const start = reading.at
  for (; reading.at < text.length; reading.at++) {
    const character = text.charCodeAt(reading.at)
    if (character === colon && isSeparator(reading))
      return reading.at - start > longestKey ? undefined : keyText(text, start, reading.at)
    if (character <= space) return undefined
  }
  return undefined
}

/** A longer one is an error of syntax. */
const longestKey = 1000

function isSeparator(reading: Reading): boolean {
  if (reading.text.charCodeAt(reading.at) !== colon) return false
  const next = characterAt(reading, reading.at + 1)
  return next === space || isLineEnd(next)
}

const knownKeys: string[] = new Array(256).fill('')

/** The same few keys stand in every line: one string serves them all. */
function keyText(text: string, start: number, end: number): string {
  const length = end - start
  const slot = (length * 37 + text.charCodeAt(start) * 5 + text.charCodeAt(end - 1)) & 255
  const known = knownKeys[slot] as string
  if (known.length === length && text.startsWith(known, start)) return known
  const key = text.slice(start, end)
  if (length < 16) knownKeys[slot] = key
  return key
}

export function quotedScalar(reading: Reading, mark: number): ScalarNode | undefined {
  const start = reading.at
  const value = quotedText(reading, mark)
  return value === undefined ? undefined : scalar(reading, start, value, value)
}

/** A quoted text on one line, without an escape. */
function quotedText(reading: Reading, mark: number): string | undefined {
  const { text } = reading
  const start = reading.at + 1
  for (let at = start; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === mark) {
      reading.at = at + 1
      // Two apostrophes are one within the text.
      if (mark === apostrophe && text.charCodeAt(at + 1) === apostrophe) return undefined
      return text.slice(start, at)
    }
    if (character < space || (mark === quote && character === backslash)) return undefined
  }
  return undefined
}

export function plainScalar(reading: Reading, inFlow: boolean): ScalarNode | undefined {
  const { text } = reading
  const start = reading.at
  if (!isBegin(text.charCodeAt(start))) return undefined
  let end = start
  let at = start
  for (; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === space) continue
    if (character < space) {
      if (isLineEnd(character)) break
      return undefined
    }
    if (character === hash && at > end) break
    if (character === colon) {
      const next = characterAt(reading, at + 1)
      if (next <= space || (inFlow && isFlowIndicator(next))) break
    } else if (inFlow && isFlowIndicator(character)) break
    end = at + 1
  }
  if (!inFlow && text.charCodeAt(at) === colon) return undefined
  reading.at = end
  const source = text.slice(start, end)
  const value = plainValue(source)
  return value === undefined ? undefined : scalar(reading, start, value, source)
}

function scalar(
  { file, at }: Reading,
  start: number,
  value: ScalarNode['value'],
  source: string,
): ScalarNode {
  return { kind: 'scalar', place: { file, span: { start, end: at } }, value, source }
}

/** What a plain text means in the core schema; undefined for the rarer ways to write a number. */
function plainValue(source: string): ScalarNode['value'] | undefined {
  const first = source.charCodeAt(0)
  // Digits, `+` and `.`
  if ((first >= 48 && first <= 57) || first === 43 || first === 46) {
    if (!/^[+.0-9a-fA-FxXoOnNiI_-]*$/.test(source)) return source
    if (/^\+?[0-9]{1,15}$/.test(source)) return Number.parseInt(source, 10)
    return /^[0-9]+(\.[0-9]+){2,}$/.test(source) || /^[0-9]+-[0-9]+/.test(source) ? source : undefined
  }
  const word = source.length > 5 ? undefined : words.get(source)
  return word === undefined ? source : word
}

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])
