import { printable } from '../printable.js'

/** A SIP URI (RFC 3261 section 19.1) as sipin's YAML may hold one: no password, no headers. */
export interface SipUri {
  /** As written, without the scheme; undefined when there is none. */
  readonly user: string | undefined
  /** Lower case: a domain name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string
  readonly hostKind: 'name' | 'ipv4' | 'ipv6'
  readonly port: number | undefined
  readonly transport: 'udp' | 'tcp' | 'tls' | undefined
}

/** Why a text is not acceptable, and where in it. */
export interface Fault {
  /** Offset of the faulty part. */
  readonly at: number
  readonly length: number
  readonly reason: string
  readonly help?: string
  /** The whole text that was certainly meant. */
  readonly text?: string
}

export type Parsed<T> = { readonly ok: T } | { readonly fault: Fault }

/** A URI, or why the text cannot be one and what to write instead. */
export function parseSipUri(text: string): Parsed<SipUri> {
  const usual = text.length < longestUsual ? usualForm.exec(text) : null
  if (usual) {
    const host = usual[2] as string
    return { ok: { user: usual[1] as string, host, hostKind: 'name', port: undefined, transport: undefined } }
  }
  const parsed = readSipUri(text)
  if ('ok' in parsed) return parsed
  const meant = respell(text)
  // Dropping `sips:` changes the security, so it is no certain fix.
  const isSure = !/^\s*sips:/i.test(text)
  const known = 'ok' in readSipUri(meant)
  const { help = 'write it as in `sip:name@sip.acme.example`' } = parsed.fault
  if (!known) return { fault: { ...parsed.fault, help } }
  const reason = parsed.fault.help === undefined ? '' : `: ${help}`
  return {
    fault: { ...parsed.fault, help: `write \`${meant}\`${reason}`, ...(isSure ? { text: meant } : {}) },
  }
}

/** Fast path for the usual form, a user at a lower-case domain name. Other forms are read part by part. */
const usualForm =
  /^sip:([A-Za-z0-9_.+-]+)@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)$/

/** The whole host of a shorter one is within the 253 characters of a domain name. */
const longestUsual = 253

/** A text without what has no place in a URI. */
function respell(text: string): string {
  const bare = text.trim().replace(/^<|>$/g, '')
  const rest = bare.replace(/^(?:sips?|https?):(?:\/\/)?/i, '').replace(/[?].*$/, '')
  const [address = '', ...parameters] = rest.split(';')
  const at = address.indexOf('@')
  const user = at < 0 ? '' : `${address.slice(0, at).replace(/:.*$/, '').replace(/\s+/g, '')}@`
  const host = address
    .slice(at + 1)
    .replace(/\/+$/, '')
    .replace(/^([0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)$/, '[$1]')
    .replace(/:(?:\d{6,}|0\d*|[^\]:]*[^\d\]:][^\]:]*|[6-9]\d{4})?$/, '')
  const transport = parameters.find(parameter => /^transport=(udp|tcp|tls)$/i.test(parameter))
  return `sip:${user}${host}${transport ? `;${transport}` : ''}`
}

function readSipUri(text: string): Parsed<SipUri> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'sips') {
    return fault(
      0,
      5,
      '`sips:` is not supported, neither by Talk nor by the edge',
      'TLS is a matter of `secure: true`',
    )
  }
  if (scheme !== 'sip')
    return fault(0, scheme ? scheme.length + 1 : text.length, 'it does not begin with `sip:`')
  const at = text.indexOf('@')
  const user = at < 0 ? undefined : text.slice(4, at)
  const userFault = user === undefined ? undefined : checkUser(user)
  if (userFault) return { fault: userFault }
  const rest = text.slice(Math.max(at, 3) + 1)
  return parseHostPart(rest, text.length - rest.length, user)
}

/** The canonical text: lower-case host, no parameter but the transport. */
export function formatSipUri({ user, host, hostKind, port, transport }: SipUri): string {
  const address = hostKind === 'ipv6' ? `[${host}]` : host
  const named = user === undefined ? `sip:${address}` : `sip:${user}@${address}`
  const placed = port === undefined ? named : `${named}:${port}`
  return transport === undefined ? placed : `${placed};transport=${transport}`
}

function fault(at: number, length: number, reason: string, help?: string): { fault: Fault } {
  return { fault: { at, length: Math.max(length, 1), reason, ...(help === undefined ? {} : { help }) } }
}

/**
 * RFC 3261 allows more characters; those outside of this set have a meaning to Kamailio or Asterisk
 * (`$`, `;`, `,`, `&`, `(`) and no SIP-IN line or phone needs them.
 */
function checkUser(user: string): Fault | undefined {
  if (user === '') return fault(4, 1, 'the user before the `@` is empty').fault
  const colon = user.indexOf(':')
  if (colon >= 0)
    return fault(4 + colon, user.length - colon, 'a password has no place in a URI', 'remove the password')
      .fault
  const bad = /[^A-Za-z0-9_.+-]/u.exec(user)
  if (!bad) return undefined
  return fault(4 + bad.index, bad[0].length, `\`${printable(bad[0])}\` may not stand in the user part`).fault
}

function parseHostPart(rest: string, offset: number, user: string | undefined): Parsed<SipUri> {
  const headers = rest.indexOf('?')
  if (headers >= 0)
    return fault(
      offset + headers,
      rest.length - headers,
      'URI headers may not stand here',
      'remove all from the `?` on',
    )
  const [hostPort = '', ...parameters] = rest.split(';')
  const split = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(hostPort)
  if (!split) return fault(offset, hostPort.length, `\`${printable(hostPort)}\` is no host`)
  const [, hostText = '', portText] = split
  const host = parseHost(hostText)
  const [, name, address] =
    user === undefined ? (/^([A-Za-z_-][\w.-]*?)((?:\d{1,3}\.){3}\d{1,3})$/.exec(hostText) ?? []) : []
  if (typeof host === 'string' && name !== undefined && address !== undefined && isIpv4(address))
    return fault(
      offset,
      hostText.length,
      'between the name and the address an `@` is missing',
      `write \`sip:${name}@${hostPort.slice(name.length)}\``,
    )
  if (typeof host === 'string') return fault(offset, hostText.length, host)
  const port = portText === undefined ? undefined : parsePort(portText)
  if (portText !== undefined && port === undefined) {
    return fault(
      offset + hostText.length + 1,
      portText.length,
      `the port \`${printable(portText)}\` is not one of 1 to 65535`,
    )
  }
  let transport: SipUri['transport']
  let at = offset + hostPort.length
  for (const parameter of parameters) {
    const value = /^transport=(udp|tcp|tls)$/i.exec(parameter)?.[1]?.toLowerCase()
    if (value === undefined) {
      return fault(
        at + 1,
        parameter.length,
        `the parameter \`${printable(parameter)}\` is not supported`,
        'only `transport=udp`, `tcp` or `tls` may stand here',
      )
    }
    transport = value as SipUri['transport']
    at += parameter.length + 1
  }
  return { ok: { user, ...host, port, transport } }
}

type Host = Pick<SipUri, 'host' | 'hostKind'>

/** The host, or why it is none. */
function parseHost(text: string): Host | string {
  if (text === '') return 'the host is missing'
  if (text.startsWith('[')) {
    const address = text.slice(1, -1)
    return isIpv6(address)
      ? { host: address.toLowerCase(), hostKind: 'ipv6' }
      : `\`${printable(text)}\` is no IPv6 address`
  }
  if (/^[0-9.]+$/.test(text)) {
    return isIpv4(text) ? { host: text, hostKind: 'ipv4' } : `\`${text}\` is no IPv4 address`
  }
  const problem = domainNameFault(text)
  return problem ?? { host: text.toLowerCase(), hostKind: 'name' }
}

/** Why a text is no domain name (RFC 3261 section 25.1 `hostname`, RFC 1035 lengths); undefined when it is one. */
export function domainNameFault(text: string): string | undefined {
  if (text.length > 253) return 'the host name is longer than 253 characters'
  for (const label of text.split('.')) {
    if (label === '') return `\`${printable(text)}\` has an empty label`
    if (label.length > 63) return `the label \`${printable(label)}\` is longer than 63 characters`
    if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label)) {
      return `\`${printable(label)}\` is no label of a host name: letters, digits and inner hyphens only`
    }
  }
  return /^[A-Za-z]/.test(text.slice(text.lastIndexOf('.') + 1))
    ? undefined
    : 'the last label must begin with a letter'
}

export function isIpv4(text: string): boolean {
  const octets = text.split('.')
  return (
    octets.length === 4 && octets.every(octet => /^(0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255)
  )
}

export function isIpv6(text: string): boolean {
  if (!/^[0-9A-Fa-f:.]+$/.test(text)) return false
  return URL.canParse(`http://[${text}]/`)
}

/** A port of 1 to 65535 in plain digits. */
export function parsePort(text: string): number | undefined {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65535 ? port : undefined
}
