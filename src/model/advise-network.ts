import type { Advice } from './advice.js'
import { dottedDecimal, formatNetwork, parseNetwork, unite } from './network.js'

/** What to write in place of a text that is no range. */
export function adviseNetwork(text: string): Advice {
  const plain = text.trim()
  const parts = plain.split(/[,;\s]+/).filter(Boolean)
  if (parts.length > 1 && parts.every(isRange))
    return { help: `write each as an entry of its own: ${parts.map(part => `\`${part}\``).join(', ')}` }
  const [, from, to] = /^([0-9.]+)\s*(?:-|–|\.\.|to)\s*([0-9.]+)$/.exec(plain) ?? []
  const span = from !== undefined && to !== undefined ? rangesBetween(from, to) : undefined
  if (span) {
    const [only] = span
    return span.length === 1 && only !== undefined
      ? { help: `write \`${only}\``, text: only }
      : {
          help: `write ${span
            .slice(0, 8)
            .map(one => `\`${one}\``)
            .join(', ')}${span.length > 8 ? ' …' : ''}`,
        }
  }
  for (const candidate of respellings(plain)) {
    if (isRange(candidate)) return { help: `write \`${candidate}\``, text: candidate }
  }
  if (/^0|\.0[0-9]/.test(plain) && isRange(plain.replace(/(^|\.)0+(?=[0-9])/g, '$1')))
    return { help: `write \`${plain.replace(/(^|\.)0+(?=[0-9])/g, '$1')}\`, if decimal numbers are meant` }
  if (/^[0-9.]+\/\d+$/.test(plain) && isRange(plain.replace(/\/.*/, '')))
    return { help: `write a length of 0 to 32, such as \`${plain.replace(/\/.*/, '/32')}\` for one address` }
  if (/^(any|all|\*|everyone|0)$/i.test(plain))
    return { help: 'write the ranges that may call, as in `203.0.113.0/28`: a line cannot be open to all' }
  const host = plain.replace(/^[a-z]+:(\/\/)?/i, '').replace(/[:/].*$/, '')
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(host) && /[a-z]/i.test(host))
    return {
      help: `write the addresses that its owner publishes, as in \`203.0.113.0/28\`; \`dig +short ${host}\` shows those of today`,
    }
  return { help: 'write an address or a range, as in `203.0.113.7` or `203.0.113.0/28`' }
}

function isRange(text: string): boolean {
  return typeof parseNetwork(text) !== 'string'
}

/** What is often written for an address or a range, as it is written here. */
function respellings(text: string): string[] {
  const bare = text.replace(/^["'`]+|["'`]+$/g, '')
  const mapped = mappedAddress(bare)
  const wild = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(bare)?.[1]?.split('.').filter(Boolean)
  const mask = /^([0-9.]+)\/((?:\d{1,3}\.){3}\d{1,3})$/.exec(bare)
  return [
    bare,
    bare.replace(/\s+/g, ''),
    ...(mapped === undefined ? [] : [mapped]),
    bare.replace(/^(udp|tcp|tls|sips?):(\/\/)?/i, '').replace(/^((?:\d{1,3}\.){3}\d{1,3}):\d+$/, '$1'),
    bare.replace(/^\[([^\]]*)\](:\d+)?$/, '$1'),
    bare.replace(/%[^/]*/, ''),
    ...(wild ? [`${[...wild, '0', '0', '0'].slice(0, 4).join('.')}/${wild.length * 8}`] : []),
    ...(mask ? [`${mask[1]}/${prefixOf(mask[2] as string)}`] : []),
  ]
}

function mappedAddress(text: string): string | undefined {
  const dotted = /^::ffff:((?:\d{1,3}\.){3}\d{1,3})$/i.exec(text)?.[1]
  const parsed = parseNetwork(text)
  const hex = typeof parsed === 'string' ? /is the IPv4 address (\S+) in IPv6/.exec(parsed)?.[1] : undefined
  return dotted ?? hex
}

/** -1 for what is no mask. */
function prefixOf(mask: string): number {
  const bits = mask
    .split('.')
    .map(octet => Number(octet).toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(bits) && bits.length === 32 ? bits.lastIndexOf('1') + 1 : -1
}

/** The ranges that a span of addresses is made of. */
export function rangesBetween(from: string, to: string): string[] | undefined {
  const first = dottedDecimal(from)
  // `203.0.113.0-15`: the end of the last number only.
  const last = dottedDecimal(/^\d+$/.test(to) ? from.replace(/\d+$/, to) : to)
  if (first === undefined || last === undefined || last < first) return undefined
  return unite([{ family: 4, first: BigInt(first), last: BigInt(last), prefix: 0 }]).map(formatNetwork)
}
