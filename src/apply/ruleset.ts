import { compareText } from '../diagnostic.js'

/** A table of nftables: elements of sets and rules of chains, by the name of their set or chain. */
export type Ruleset = ReadonlyMap<string, readonly string[]>

/**
 * Reads the file of a tree, or what `nft list table` prints, which has other line ends within sets. Elements are in the order
 * of their text, rules in their own. Sets that packets fill are empty.
 */
export function rulesetOf(text: string): Ruleset {
  const found = new Map<string, readonly string[]>()
  const plain = text.replace(/^\s*#.*$/gm, '')
  for (const [, kind, name = '', body = ''] of plain.matchAll(/^\t(set|chain) (\S+) \{\n([\s\S]*?)^\t\}/gm))
    found.set(`${kind} ${name}`, kind === 'set' ? elementsOf(body) : rulesOf(body))
  return found
}

function elementsOf(body: string): string[] {
  if (/^\s*flags dynamic/m.test(body)) return []
  const listed = /elements = \{([^}]*)\}/.exec(body)?.[1] ?? ''
  return listed
    .split(',')
    .map(element => element.trim())
    .filter(Boolean)
    .sort(compareText)
}

function rulesOf(body: string): string[] {
  return body
    .split('\n')
    .map(rule =>
      rule.trim().replace(/saddr \{ ([^{}]*) \}(?= )/g, (_, list: string) => `saddr ${inline(list)}`),
    )
    .filter(Boolean)
}

/** nft prints a set of one address without its braces, and others in an order of its own. */
function inline(list: string): string {
  const elements = list.split(',').map(element => element.trim())
  return elements.length === 1 ? list.trim() : `{ ${elements.sort(compareText).join(', ')} }`
}
