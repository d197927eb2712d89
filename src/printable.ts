/**
 * Control characters, line ends, characters that turn or hide text (bidirectional controls and their like) and halves
 * of pairs. Joiners are letters' business, and stay.
 */
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** A text from outside as a part of one line: what cannot be seen in it shows as escapes. */
export function printable(text: string): string {
  return text.replace(hidden, escaped)
}

/** The name of a file, or another text from outside, at the beginning of a line. */
export function printablePath(path: string): string {
  // To GitHub Actions a line that begins so is a command.
  return printable(path.startsWith('::') ? `./${path}` : path)
}

/**
 * Lines that are printed, whatever was overlooked in their making: nothing in them speaks to a terminal, but for the
 * colours of one that has asked for them, or to a CI system that looks for commands in what it logs. In JSON, the
 * only format in which the difference could matter, an escape means the same.
 */
export function printableLines(text: string, { colours = false, commands = false } = {}): string {
  const plain = text.replace(hidden, (character, at: number) => {
    if (character === '\n' || character === '\t') return character
    return colours && character === '\u001b' && isColour(text, at) ? character : escaped(character)
  })
  const inert = plain.replace(/##(?=\w*\[)/g, '#\\u0023')
  return commands ? inert : inert.replace(/^([ \t]*):(?=:)/gm, '$1\\u003a')
}

/** For a place in a picture of columns: as many characters, none of which does anything. */
export function visible(text: string): string {
  return text.replace(hidden, character => {
    if (character === '\t') return character
    const code = character.charCodeAt(0)
    return code < 32 ? String.fromCharCode(0x2400 + code) : '·'.repeat(character.length)
  })
}

function isColour(text: string, at: number): boolean {
  return /^\[[0-9;]*m/.test(text.slice(at + 1, at + 12))
}

/** In units of UTF-16, which JSON and JavaScript read back. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
}
