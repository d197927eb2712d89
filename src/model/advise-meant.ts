import type { Meant } from '../schema/meant.js'
import { asYaml } from '../source/as-yaml.js'
import type { Node } from '../source/tree.js'
import type { Advice } from './advice.js'
import { adviseDomain, adviseListen } from './advise-address.js'
import { adviseNetwork, rangesBetween } from './advise-network.js'
import { adviseDates, adviseDuration, isClosed } from './advise-time.js'
import { parseDateRange } from './clock.js'
import { parseDestination } from './destination.js'
import { type Bounds, durations } from './durations.js'
import { parseListen } from './endpoint.js'
import { parseNetwork } from './network.js'
import { domainNameFault } from './sip-uri.js'

/**
 * What was meant by a value that has the wrong shape for its key. The schema knows shapes; which text is a range, a
 * listener or a duration within its bounds, only the model does, and a list of the wrong texts would be the next error.
 */
export function adviseMeant(name: string, node: Node): Meant | undefined {
  if (node.kind !== 'scalar') return undefined
  const { source } = node
  const key = /([^.]*?)(?:\[\d+\])?$/.exec(name)?.[1] ?? ''
  const isItem = name.endsWith(']')
  if (/(^|\.)(hours|weekly)\.[^.]+$/.test(name) && isClosed(source))
    return { help: 'remove the day: a day that is not named is closed' }
  if (Object.hasOwn(durations, key) && typeof node.value === 'number')
    return fromAdvice(adviseDuration(source, (durations as Readonly<Record<string, Bounds>>)[key]))
  if (key === 'media') return adviseMedia(name, source, isItem)
  if (isItem && key === 'overflow') return adviseTarget(source)
  if (key === 'uri' && /^[+0-9]/.test(source))
    return { help: 'write a SIP URI, as in `sip:name@sip.acme.example`' }
  if (isItem || source.trim() === '') return undefined
  const lister = listers.get(key)
  return lister && listed(source, lister)
}

function fromAdvice({ help, text }: Advice): Meant {
  return text === undefined ? { help } : { text }
}

/** A text as an item of a list, or what to say of it. */
type Lister = (text: string) => readonly string[] | Advice

const listers: ReadonlyMap<string, Lister> = new Map(
  Object.entries<Lister>({
    allow: rangesOf,
    ranges: rangesOf,
    signalling: rangesOf,
    listen: text => orAdvice(text, typeof parseListen(text) !== 'string', adviseListen),
    domains: text => orAdvice(text, domainNameFault(text) === undefined && text.includes('.'), adviseDomain),
    holidays: text => orAdvice(text, typeof parseDateRange(text) !== 'string', adviseDates),
    // A header line is one text, whatever stands in it.
    headers: text => [text],
  }),
)

function orAdvice(text: string, fine: boolean, advise: (text: string) => Advice): readonly string[] | Advice {
  const advice = fine ? undefined : advise(text)
  return advice ?? [text]
}

function rangesOf(text: string): readonly string[] | Advice {
  if (isNetwork(text)) return [text]
  const [, from, to] = /^([0-9.]+)\s*(?:-|–|\.\.)\s*([0-9.]+)$/.exec(text) ?? []
  const span = from !== undefined && to !== undefined ? rangesBetween(from, to) : undefined
  return span && span.length <= 8 ? span : adviseNetwork(text)
}

/** One text as a list: whole, or else of its parts, where commas or blanks stand between them. */
function listed(source: string, lister: Lister): Meant {
  const whole = itemsOf([source.trim()], lister)
  if (!('help' in whole)) return { text: formatList(whole.items), isSure: whole.isSure }
  const parts = source.split(/[,;\s]+/).filter(Boolean)
  const split = itemsOf(parts, lister)
  if ('help' in split) return { help: `${whole.help}; it stands in a list: \`[…]\`` }
  return { text: formatList(split.items), isSure: split.isSure }
}

function itemsOf(
  parts: readonly string[],
  lister: Lister,
): { readonly items: readonly string[]; readonly isSure: boolean } | { readonly help: string } {
  const items: string[] = []
  let isSure = true
  for (const part of parts) {
    const read = lister(part)
    if (!('help' in read)) {
      items.push(...read)
      continue
    }
    // `write `X``: what stands in the list, if not surely.
    const meant = read.text ?? /^write `([^`]+)`$/.exec(read.help)?.[1]
    if (meant === undefined) return { help: read.help }
    if (read.text === undefined) isSure = false
    items.push(meant)
  }
  return { items, isSure }
}

function formatList(items: readonly string[]): string {
  return `[${items.map(asYaml).join(', ')}]`
}

/** Of a line, ranges stand under a key of their own; of a target, they may stand in the list. */
function adviseMedia(name: string, source: string, isItem: boolean): Meant | undefined {
  const parts = source.split(/[,;\s]+/).filter(Boolean)
  if (parts.length === 0) return undefined
  const isOfLine = /^(lines\.[^.]+|defaults)\.media(\[\d+\])?$/.test(name)
  if (parts.every(isNetwork)) {
    const group = isOfLine ? `{ranges: ${formatList(parts)}}` : parts.map(asYaml).join(', ')
    return { text: isItem ? group : `[${group}]` }
  }
  const names = parts.map(part => ['twilio', 'allow'].find(name => name === part.toLowerCase()))
  if (names.every(one => one !== undefined))
    return { text: isItem ? names.join(', ') : `[${names.join(', ')}]` }
  if (isItem && /^any$/i.test(source))
    return { help: 'remove it; audio from anywhere is `media: any`, without a list' }
  const ranges = isOfLine ? '`{ranges: [203.0.113.0/28]}`' : '`203.0.113.0/28`'
  return isItem
    ? { help: `write \`twilio\`, \`allow\`, or a range as in ${ranges}` }
    : { help: 'write a list, as in `[twilio, allow]`' }
}

function adviseTarget(source: string): Meant | undefined {
  const parsed = parseDestination(source)
  const to = 'ok' in parsed ? source : parsed.fault.text
  return to === undefined
    ? undefined
    : { text: `{to: ${/^tel:/.test(to) ? JSON.stringify(to) : asYaml(to)}}` }
}

function isNetwork(text: string): boolean {
  return typeof parseNetwork(text) !== 'string'
}
