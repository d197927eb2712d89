import type { Parts } from './corpus.js'

/**
 * The bytes of a message as latin1 text: `{{name}}` replaced, escapes read, line ends made CRLF and `{{length}}`
 * the size of the body; `{{fill 16000}}` makes the whole message as long. An unknown name is an error: it would be sent as it stands.
 */
export function composeMessage(name: string, parts: Parts): string {
  const text = unescapeBytes(expand(`{{${name}}}\n`, parts, []))
  // Line ends in front are of no message.
  const end = /[^\r\n]\r?\n\r?\n/.exec(text)
  const body = end ? text.length - end.index - end[0].length : 0
  return fill(text.replaceAll(lengthMark, String(body)))
}

/** Values of an expectation, which may name parts. */
export function composeValue(text: string, parts: Parts): string {
  return unescapeBytes(expand(text, parts, []))
}

/** Stands for `{{fill SIZE}}` until the rest of the message is complete: the mark, the size, the mark. */
const fillMark = '\u{e001}'

function fill(text: string): string {
  const [before, size, ...after] = text.split(fillMark)
  if (size === undefined) return text
  const rest = after.join('')
  return `${before}${'x'.repeat(Number(size) - `${before}${rest}`.length)}${rest}`
}

/** Stands for `{{length}}` until the body is complete; a character that is no byte. */
const lengthMark = '\u{e000}'

function expand(text: string, parts: Parts, within: readonly string[]): string {
  if (within.length > 12) throw new Error(`parts name each other in a circle: ${within.join(' > ')}`)
  const value = (name: string): string => {
    const repeat = /^([0-9]+)\*(.*)$/s.exec(name)
    if (repeat) return (repeat[2] as string).repeat(Number(repeat[1]))
    const counted = /^([0-9]+)#(.*)$/s.exec(name)
    if (counted)
      return Array.from({ length: Number(counted[1]) }, (_, index) =>
        (counted[2] as string).replaceAll('#', String(index + 1)),
      ).join('')
    const size = /^fill ([0-9]+)$/.exec(name)
    if (size) return `${fillMark}${size[1]}${fillMark}`
    if (name === 'length') return lengthMark
    const part = parts[name]
    if (part === undefined)
      throw new Error(`there is no part \`${name}\` (in ${within.join(' > ') || 'a case'})`)
    return expand(part.replace(/\n$/, ''), parts, [...within, name])
  }
  return text
    .replace(/^\{\{([^{}*#]+)\}\}\n/gm, (_, name: string) => {
      const line = value(name)
      return line === '' ? '' : `${line}\n`
    })
    .replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => value(name))
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', s: ' ', '0': '\0', '\\': '\\' }

/** UTF-8 of what is above ASCII; escapes only after line ends are CRLF, so that a bare LF can be written. */
function unescapeBytes(text: string): string {
  const bytes = Array.from(text, character =>
    character > '\x7f' && character !== lengthMark && character !== fillMark
      ? String.fromCharCode(...new TextEncoder().encode(character))
      : character,
  ).join('')
  const [kept = ''] = bytes.split('\\c')
  return kept
    .replace(/\n/g, '\r\n')
    .replace(/\\(?:x([0-9A-Fa-f]{2})|(.))/g, (whole, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? (escapes[letter ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

/** A message as a part that makes it again. */
export function escapeBytes(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\r\n/g, '\u{e001}')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\0/g, '\\0')
    .replace(/\t/g, '\\t')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
    .replace(/[\x01-\x1f\x7f-\xff]/g, byte => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `${escaped.replaceAll('\u{e001}', '\n')}\\c`
}
