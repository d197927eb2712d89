import { printable } from '../printable.js'
import type { Listen } from './project.js'
import { isIpv4, isIpv6, parsePort } from './sip-uri.js'

export interface Endpoint {
  readonly family: 4 | 6
  /** Without brackets. */
  readonly address: string
  readonly port: number
}

/** `10.0.0.11:5060` or `[2001:db8::1]:5060`. A text says what is wrong. */
export function parseEndpoint(text: string): Endpoint | string {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(text)
  if (!match) return 'an address and a port are written 10.0.0.11:5060 or [2001:db8::1]:5060'
  const [, v6, v4 = '', portText = ''] = match
  const port = parsePort(portText)
  if (port === undefined) return `the port \`${printable(portText)}\` is not one of 1 to 65535`
  if (v6 !== undefined)
    return isIpv6(v6)
      ? { family: 6, address: v6.toLowerCase(), port }
      : `\`${printable(v6)}\` is no IPv6 address`
  return isIpv4(v4) ? { family: 4, address: v4, port } : `\`${printable(v4)}\` is no IP address`
}

/** `udp:198.51.100.10:5060`. A text says what is wrong. */
export function parseListen(text: string): Listen | string {
  const match = /^([^:]*):(.*)$/s.exec(text)
  const transport = match?.[1]?.toLowerCase()
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') {
    return 'it must begin with the transport: `udp:`, `tcp:` or `tls:`'
  }
  const endpoint = parseEndpoint(match?.[2] ?? '')
  return typeof endpoint === 'string' ? endpoint : { transport, ...endpoint }
}

export function formatHost({ family, address }: Pick<Endpoint, 'family' | 'address'>): string {
  return family === 6 ? `[${address}]` : address
}

export function formatListen(listen: Listen): string {
  return `${listen.transport}:${formatHost(listen)}:${listen.port}`
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}
