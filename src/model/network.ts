import IPCIDR from 'ip-cidr'
import { printable } from '../printable.js'

/** A range of addresses of one family, both ends included. */
export interface Network {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
  readonly prefix: number
}

export interface ParsedNetwork {
  readonly network: Network
  /** True when bits are set to the right of the prefix: `10.0.0.1/8`. */
  readonly hostBits: boolean
}

/** An address or CIDR range (RFC 4632, RFC 4291); a text says why it is none. */
export function parseNetwork(text: string): ParsedNetwork | string {
  if (text === '') return 'it is an empty text'
  if (/^([0-9]+\.){3}[0-9]+:|\]:/.test(text)) return 'a port has no place in a range'
  const [address = '', prefixText, ...more] = text.split('/')
  if (more.length > 0) return 'it has more than one `/`'
  const family = address.includes(':') ? 6 : 4
  const bits = family === 4 ? 32 : 128
  const own = addressBits(address, bits)
  if (typeof own === 'string') return own
  if (prefixText !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(prefixText))
    return `\`/${prefixText}\` is no prefix length`
  const prefix = prefixText === undefined ? bits : Number(prefixText)
  if (prefix > bits) return `\`/${prefix}\` is longer than the ${bits} bits of an IPv${family} address`
  const size = 1n << BigInt(bits - prefix)
  const first = own - (own % size)
  return { network: { family, first, last: first + size - 1n, prefix }, hostBits: own !== first }
}

function addressBits(address: string, bits: number): bigint | string {
  if (address.includes('%')) return 'an address with a zone id means something on one machine only'
  // ip-cidr reads this form as the IPv4 address that ends it.
  if (address.includes(':') && address.includes('.')) return 'it is an IPv4 address in IPv6 writing'
  const own = bits === 32 ? dottedDecimal(address) : groupsOf(address)
  if (own === undefined) {
    const zero = /(^|\.)0[0-9]/.test(address) ? ': a leading zero makes some programs read it as octal' : ''
    return `\`${printable(address)}\` is no IP address${zero}`
  }
  const mapped = bits === 128 && own >> 32n === 0xffffn
  return mapped ? `it is the IPv4 address ${formatAddress(4, own & 0xffffffffn)} in IPv6 writing` : own
}

function groupsOf(address: string): bigint | undefined {
  try {
    return new IPCIDR(`${address}/128`).start<bigint>({ type: 'bigInteger' })
  } catch {
    return undefined
  }
}

/** Most addresses by far are written so, and ip-cidr takes thirty times as long for one. */
export function dottedDecimal(address: string): bigint | undefined {
  const octets = address.split('.')
  if (octets.length !== 4 || !octets.every(octet => /^(0|[1-9][0-9]{0,2})$/.test(octet))) return undefined
  const numbers = octets.map(Number)
  if (numbers.some(number => number > 255)) return undefined
  return BigInt(numbers.reduce((sum, number) => sum * 256 + number))
}

export function formatNetwork({ family, first, prefix }: Network): string {
  const address = formatAddress(family, first)
  return prefix === (family === 4 ? 32 : 128) ? address : `${address}/${prefix}`
}

/** Dotted decimal, or IPv6 with the longest run of zeros compressed (RFC 5952). */
export function formatAddress(family: 4 | 6, bits: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => (bits >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const zeros = longestZeroRun(groups)
  if (zeros.length < 2) return groups.join(':')
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  return best
}

/** Whether `inner` lies wholly within `outer`; networks of different families never meet. */
export function covers(outer: Network, inner: Network): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last
}

/** One address. */
export interface AddressBits {
  readonly family: 4 | 6
  readonly bits: bigint
}

/** A literal address; undefined when the text is none. */
export function parseAddress(text: string): AddressBits | undefined {
  const parsed = text.includes('/') ? 'a range' : parseNetwork(text)
  return typeof parsed === 'string'
    ? undefined
    : { family: parsed.network.family, bits: parsed.network.first }
}

export function holds({ family, first, last }: Network, address: AddressBits): boolean {
  return family === address.family && first <= address.bits && address.bits <= last
}

/** Order in which a network comes after every network that covers it. */
export function compareNetworks(a: Network, b: Network): number {
  return a.family - b.family || compareBits(a.first, b.first) || compareBits(b.last, a.last)
}

function compareBits(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The same addresses as the fewest CIDR networks, sorted. */
export function unite(networks: readonly Network[]): Network[] {
  const spans: { family: 4 | 6; first: bigint; last: bigint }[] = []
  for (const { family, first, last } of [...networks].sort(compareNetworks)) {
    const top = spans.at(-1)
    if (top && top.family === family && first <= top.last + 1n) {
      if (last > top.last) top.last = last
    } else {
      spans.push({ family, first, last })
    }
  }
  return spans.flatMap(splitSpan)
}

function splitSpan({ family, first, last }: Omit<Network, 'prefix'>): Network[] {
  const bits = family === 4 ? 32 : 128
  const networks: Network[] = []
  let start = first
  while (start <= last) {
    let hostBits = 0
    while (
      hostBits < bits &&
      start % (1n << BigInt(hostBits + 1)) === 0n &&
      start + (1n << BigInt(hostBits + 1)) - 1n <= last
    ) {
      hostBits++
    }
    const end = start + (1n << BigInt(hostBits)) - 1n
    networks.push({ family, first: start, last: end, prefix: bits - hostBits })
    start = end + 1n
  }
  return networks
}
