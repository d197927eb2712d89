import type { Diagnostic } from '../diagnostic.js'
import { problem } from '../problems.js'
import { asYaml } from './as-yaml.js'
import { entryOf, forEachText, type Node } from './tree.js'

/** Characters that look like others, or like nothing: they come from word processors, chats and web pages. */
const names: ReadonlyMap<string, readonly [name: string, meant: string]> = new Map([
  ['\u00a0', ['a no-break space', ' ']],
  ['\u202f', ['a narrow no-break space', ' ']],
  ['\u3000', ['a wide space', ' ']],
  ['\u00ad', ['a soft hyphen', '']],
  ['\u200b', ['a space without width', '']],
  ['\u2060', ['a word joiner', '']],
  ['\ufeff', ['a byte order mark', '']],
  ['\u2018', ['a curly quote', '']],
  ['\u2019', ['a curly quote', '']],
  ['\u201c', ['a curly quote', '']],
  ['\u201d', ['a curly quote', '']],
  ['\u201e', ['a curly quote', '']],
  ['\u00ab', ['an angle quote', '']],
  ['\u00bb', ['an angle quote', '']],
  ['\u2010', ['a hyphen that is not the one of the keyboard', '-']],
  ['\u2011', ['a no-break hyphen', '-']],
  ['\u2012', ['a dash', '-']],
  ['\u2013', ['a dash', '-']],
  ['\u2014', ['a dash', '-']],
  ['\u2212', ['a minus sign', '-']],
  ['\u2026', ['an ellipsis', '..']],
  ['\uff1a', ['a wide colon', ':']],
  ['\uff0c', ['a wide comma', ',']],
])

const odd = new RegExp(`[${[...names.keys()].join('')}]`, 'gu')

export function describeOdd(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `${names.get(character)?.[0] ?? 'the character'} (U+${code})`
}

/** Such characters in texts that are read by machines: all but the name of the site. */
export function findOdd(root: Node): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const free = entryOf(entryOf(root, 'site')?.value, 'name')?.value.place
  forEachText(root, (text, place) => {
    if (text.search(odd) < 0 || place === free) return
    const [found = ''] = text.match(odd) ?? []
    const meant = text.replace(odd, character => names.get(character)?.[1] ?? '').trim()
    diagnostics.push(
      problem('odd-character', `\`${text}\` holds ${describeOdd(found)}`, place, {
        help: `write \`${meant}\``,
        fix: { place, text: asYaml(meant) },
      }),
    )
  })
  return diagnostics
}
