import { isIpv4 } from '../model/sip-uri.js'

/**
 * Why a request URI cannot be read (RFC 3261 section 25.1); undefined when it can. Only sip, sips and tel
 * are accepted.
 */
export function uriFault(uri: string): string | undefined {
  if (/^tel:\+?[0-9().-]+/i.test(uri)) return undefined
  const rest = /^sips?:(.*)$/is.exec(uri)?.[1]
  if (rest === undefined) return 'the scheme of the request URI is unknown'
  const at = rest.indexOf('@')
  const [, user = '', password = ''] = /^([^:]*)(.*)$/s.exec(rest.slice(0, Math.max(at, 0))) ?? []
  if (at === 0 || (at > 0 && user === '') || /^\[.*\]$/.test(user))
    return 'the user of the request URI is none'
  if (strange.test(user)) return 'the user of the request URI has characters that no URI has'
  // The edge asks a node by a URI of its own, without the password.
  if (/[;?]/.test(password)) return 'the password of the request URI cannot be read'
  const after = rest.slice(at + 1)
  const parts = /^(\[[^\]]*\]|[^:;?[\]]*)(?::([^;?]*))?(?:[;?].*)?$/s.exec(after)
  // A semicolon among URI headers must be escaped.
  if (!parts || /\?.*;/s.test(after)) return 'the request URI cannot be read'
  const [, host = '', port] = parts
  // An empty one counts as none (RFC 3986 section 3.2.3): the edge reads it so.
  if (port !== undefined && !(/^[0-9]{0,5}$/.test(port) && Number(port) <= 65535))
    return 'the port of the request URI is none'
  return isHost(host) ? undefined : 'the host of the request URI is none'
}

/** What no URI may hold (RFC 3261 section 25.1); a node drops a message with it. */
const strange = /[^!-~]|["<>^`{|}\\]/

function isHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[[0-9A-Fa-f:.]*\]$/.test(host)
  return /^[0-9.]+$/.test(host) ? isIpv4(host) : /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(host)
}
