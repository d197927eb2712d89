/**
 * What a text takes at the most, in pixels. No font is asked: the widths are those of wide sans-serif faces
 * (Verdana, DejaVu Sans), so that a text fits wherever the picture is shown.
 */
export function textWidth(text: string, size: number): number {
  let units = 0
  for (const character of text) units += characterWidth(character)
  return units * size
}

function characterWidth(character: string): number {
  if (/[ijlI|.,:;'!]/.test(character)) return 0.4
  if (/[ftr()[\]/\\ -]/.test(character)) return 0.45
  if (/[mwMW@%—…]/.test(character)) return 1
  if (/[A-Z&+=<>~]/.test(character)) return 0.8
  return (character.codePointAt(0) as number) > 0x2e7f ? 1.1 : 0.64
}

/** Lines of a text that are at the most so wide; a word that is longer breaks after its punctuation, or anywhere. */
export function wrapText(text: string, size: number, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<= )|(?<=[@./-])(?=\w)/).flatMap(part => chop(part, size, width))) {
    if (line !== '' && textWidth((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()]
}

function chop(piece: string, size: number, width: number): string[] {
  const pieces: string[] = []
  let rest = ''
  for (const character of piece) {
    if (rest !== '' && textWidth((rest + character).trimEnd(), size) > width) {
      pieces.push(rest)
      rest = ''
    }
    rest += character
  }
  return [...pieces, rest]
}
