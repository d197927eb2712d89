import { formatAddress, parseAddress } from '../model/network.js'
import type { RequestUri } from './call.js'

/**
 * The parts of a SIP URI as callers write them, which is looser than what a project may hold: any user, any
 * parameter, URI headers (RFC 3261 section 19.1). undefined when there is no scheme or no host.
 */
export function parseRequestUri(text: string): RequestUri | undefined {
  const [, rest] = /^sips?:(.*)$/is.exec(text) ?? []
  if (rest === undefined) return undefined
  const at = rest.indexOf('@')
  const user = at < 0 ? undefined : rest.slice(0, at).replace(/:.*$/s, '')
  const [, host = '', headers] = /^(\[[^\]]*\]|[^:;?]*)[^?]*(?:\?(.*))?$/s.exec(rest.slice(at + 1)) ?? []
  if (host === '') return undefined
  return { user, host: readHost(host), headers, ...(/^sips:/i.test(text) ? { secure: true } : {}) }
}

/** Lower case and without brackets; an IPv6 address as the edge spells it, whatever way it was written. */
function readHost(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  const address = bare.includes(':') ? parseAddress(bare) : undefined
  return address ? formatAddress(address.family, address.bits) : bare
}
