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

/** An address or CIDR range (RFC 4632, RFC 4291); a text says why it cannot be read. */
export function parseNetwork(text: string): ParsedNetwork | string {
  return usualNetwork(text) ?? readNetwork(text)
}

/** Fast path for plain IPv4; undefined for every other form, valid or not. */
function usualNetwork(text: string): ParsedNetwork | undefined {
  const slash = text.indexOf('/')
  const own = dottedDecimal(slash < 0 ? text : text.slice(0, slash))
  if (own === undefined) return undefined
  if (slash < 0) return network4(own, 32)
  const digit = text.charCodeAt(slash + 1) - 48
  const second = text.charCodeAt(slash + 2) - 48
  if (text.length === slash + 2) return digit >= 0 && digit <= 9 ? network4(own, digit) : undefined
  const isTwo = text.length === slash + 3 && digit >= 1 && digit <= 3 && second >= 0 && second <= 9
  const prefix = digit * 10 + second
  return isTwo && prefix <= 32 ? network4(own, prefix) : undefined
}

/** What else people have at hand for somebody who calls; the first form that fits is the one that is meant. */
const otherForms: readonly (readonly [form: RegExp, name: string])[] = [
  [/^sips?:(?!\/\/)/i, 'a SIP URI'],
  [/^tel:|^(\+|00)[0-9][0-9 ().-]*$/i, 'a telephone number'],
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'a URL'],
  [/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i, 'a MAC address'],
  [/^(udp|tcp|tls):/i, 'an address with a transport'],
  [/^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)+\.?:[0-9]+$/i, 'a host name with a port'],
  [/^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)+\.?(\/[0-9]+)?$/i, 'a host name'],
]

function readNetwork(text: string): ParsedNetwork | string {
  if (text === '') return 'it is an empty text'
  const other = otherForms.find(([form]) => form.test(text))
  if (other) return `it is ${other[1]}`
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
  return typeof own === 'number' ? network4(own, prefix) : network6(own, prefix)
}

function network4(own: number, prefix: number): ParsedNetwork {
  const size = 2 ** (32 - prefix)
  const first = own - (own % size)
  const network: Network = { family: 4, first: BigInt(first), last: BigInt(first + size - 1), prefix }
  return { network, hostBits: own !== first }
}

function network6(own: bigint, prefix: number): ParsedNetwork {
  const host = hostMasks[prefix] as bigint
  const last = own | host
  const first = last - host
  return { network: { family: 6, first, last, prefix }, hostBits: own !== first }
}

/** Host mask of each IPv6 prefix length. */
const hostMasks = Array.from({ length: 129 }, (_, prefix) => (1n << BigInt(128 - prefix)) - 1n)

function addressBits(address: string, bits: number): number | bigint | string {
  if (address.includes('%')) return 'an address with a zone id means something on one machine only'
  // Some programs read this form as the embedded IPv4 address.
  if (/^[0-9a-f:]*:([0-9]+\.){3}[0-9]+$/i.test(address)) return 'it is an IPv4 address in IPv6 writing'
  const own = bits === 32 ? dottedDecimal(address) : groupsOf(address)
  if (own === undefined) {
    const zero = /(^|\.)0[0-9]/.test(address) ? ': a leading zero makes some programs read it as octal' : ''
    return `\`${printable(address)}\` is no IP address${zero}`
  }
  if (typeof own === 'number') return own
  const mapped = own >> 32n === 0xffffn
  return mapped ? `it is the IPv4 address ${formatAddress(4, own & 0xffffffffn)} in IPv6 writing` : own
}

/** IPv6 in groups of hexadecimal digits (RFC 4291 section 2.2). */
function groupsOf(address: string): bigint | undefined {
  const gap = address.indexOf('::')
  const before = digitsOf(gap < 0 ? address : address.slice(0, gap))
  const after = gap < 0 ? '' : digitsOf(address.slice(gap + 2))
  if (before === undefined || after === undefined) return undefined
  // The gap stands for at least one group.
  const zeros = 32 - before.length - after.length
  if (gap < 0 ? zeros !== 0 : zeros < 4) return undefined
  return BigInt(`0x${before}${'0'.repeat(zeros)}${after}`)
}

/** Four digits for each group. */
function digitsOf(text: string): string | undefined {
  if (text === '') return ''
  let digits = ''
  for (const group of text.split(':')) {
    if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined
    digits += group.padStart(4, '0')
  }
  return digits
}

/** An IPv4 address as a number; undefined if it cannot be read. */
export function dottedDecimal(address: string): number | undefined {
  let sum = 0
  let octet = -1
  let dots = 0
  for (let at = 0; at < address.length; at++) {
    const digit = address.charCodeAt(at) - 48
    if (digit === -2) {
      if (octet < 0) return undefined
      sum = sum * 256 + octet
      octet = -1
      dots++
    } else {
      // No leading zeros: some programs read them as octal.
      if (digit < 0 || digit > 9 || octet === 0) return undefined
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return undefined
    }
  }
  return dots === 3 && octet >= 0 ? sum * 256 + octet : undefined
}

export function formatNetwork({ family, first, prefix }: Network): string {
  const address = formatAddress(family, first)
  return prefix === (family === 4 ? 32 : 128) ? address : `${address}/${prefix}`
}

/** Dotted decimal, or IPv6 with the longest run of zeros compressed (RFC 5952). */
export function formatAddress(family: 4 | 6, bits: bigint): string {
  if (family === 4) {
    const number = Number(bits)
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`
  }
  const digits = bits.toString(16).padStart(32, '0')
  const groups = groupPlaces.map(at => digits.slice(at, at + 4).replace(/^0{1,3}/, ''))
  const zeros = longestZeroRun(groups)
  if (zeros.length < 2) return groups.join(':')
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`
}

const groupPlaces = [0, 4, 8, 12, 16, 20, 24, 28]

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
  const six = networks.filter(({ family }) => family === 6).sort(compareNetworks)
  const spans: { first: bigint; last: bigint }[] = []
  for (const { first, last } of six) {
    const top = spans.at(-1)
    if (top && first <= top.last + 1n) {
      if (last > top.last) top.last = last
    } else {
      spans.push({ first, last })
    }
  }
  return [...unite4(networks), ...spans.flatMap(splitSpan6)]
}

/** Most ranges by far are of IPv4, which plain numbers hold. Not every range that comes here is one of CIDR. */
function unite4(networks: readonly Network[]): Network[] {
  const spans: { first: number; last: number }[] = []
  for (const { family, first, last } of networks)
    if (family === 4) spans.push({ first: Number(first), last: Number(last) })
  const united: Network[] = []
  let first = 0
  let last = -2
  for (const span of spans.sort((a, b) => a.first - b.first)) {
    if (span.first > last + 1) {
      if (last >= 0) united.push(...splitSpan4(first, last))
      first = span.first
      last = span.last
    } else if (span.last > last) last = span.last
  }
  if (last >= 0) united.push(...splitSpan4(first, last))
  return united
}

function splitSpan6({ first, last }: Pick<Network, 'first' | 'last'>): Network[] {
  const bits = 128
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
    networks.push({ family: 6, first: start, last: end, prefix: bits - hostBits })
    start = end + 1n
  }
  return networks
}

function splitSpan4(first: number, last: number): Network[] {
  const networks: Network[] = []
  for (let start = first; start <= last; ) {
    let size = 1
    let prefix = 32
    while (prefix > 0 && start % (size * 2) === 0 && start + size * 2 - 1 <= last) {
      size *= 2
      prefix--
    }
    networks.push({ family: 4, first: BigInt(start), last: BigInt(start + size - 1), prefix })
    start += size
  }
  return networks
}
