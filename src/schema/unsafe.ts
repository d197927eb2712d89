import type { Diagnostic } from '../diagnostic.js'
import { printable } from '../printable.js'
import { problem } from '../problems.js'
import { forEachText, type Node } from '../source/tree.js'

/**
 * Refuses texts with characters that could end a quoted value, or begin an expression, in a configuration of
 * Kamailio, Asterisk or nftables. The renderers quote all the same; this is the first of two fences.
 */
export function findUnsafe(root: Node): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  forEachText(root, (text, place, role) => {
    const found = unsafe.exec(role === 'value' && isUri(text) ? text.replaceAll(';', '') : text)
    if (!found) return
    diagnostics.push(
      problem('unsafe-value', `\`${printable(text)}\` holds ${describe(found[0])}`, place, {
        help: advise(text, found[0]),
      }),
    )
  })
  return diagnostics
}

const unsafe = /[\p{Cc}\u2028\u2029"'`;|\\$<>]/u

/** In a SIP URI a `;` begins a parameter; the URI parser judges what follows. */
function isUri(text: string): boolean {
  return /^sips?:/i.test(text)
}

function advise(text: string, character: string): string {
  const without = text.replaceAll(character, '')
  return without === '' || unsafe.test(without)
    ? 'remove the character'
    : `remove the character: \`${printable(without)}\``
}

function describe(character: string): string {
  if (character === '\n' || character === '\r') return 'a line break'
  return printable(character) === character
    ? `a \`${character}\``
    : `the control character ${printable(character)}`
}
