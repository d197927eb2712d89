import { isIpv4 } from '../model/sip-uri.js'

/**
 * Why a request URI cannot be read (RFC 3261 section 25.1); undefined when it can. Other schemes than sip and tel
 * are none of ours.
 */
export function uriFault(uri: string): string | undefined {
  if (/^tel:\+?[0-9().-]+/i.test(uri)) return undefined
  const rest = /^sips?:(.*)$/is.exec(uri)?.[1]
  if (rest === undefined) return 'the scheme of the request URI is unknown'
  const at = rest.indexOf('@')
  const [, user = '', password = ''] = /^([^:]*)(.*)$/s.exec(rest.slice(0, Math.max(at, 0))) ?? []
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

/** A name-addr or an addr-spec (RFC 3261 section 20.10), with what both engines let pass in a display name. */
export function isNameAddr(value: string): boolean {
  const [, bracketed] = /^(?:"(?:[^"\\]|\\.)*"|[^"<>;]*?)\s*<\s*([^<>]+?)\s*>/s.exec(value) ?? []
  const uri = bracketed ?? /^[^<>"\s;]+/.exec(value)?.[0] ?? ''
  return /^(?:sips?|tel):./i.test(uri) && !strange.test(uri) && !idleColon.test(uri)
}

/** The Contact of a call: a SIP URI of characters that a URI may have (RFC 3261 section 8.1.1.8). */
export function isContact(value: string): boolean {
  const [, bracketed, bare] =
    /^(?:[^<]*<(sips?:[\]!#-;=?-[_a-z~]+)>|(sips?:[\]!#-;=?-[_a-z~]+)$)/i.exec(value) ?? []
  const uri = bracketed ?? bare
  return uri !== undefined && !idleColon.test(uri)
}

/** Whether a Record-Route (RFC 3261 section 20.30) holds nothing that a URI may not hold. */
export function isRecordRoute(value: string): boolean {
  return !/<[^>]*([^!-~]|["<^`{|}\\])|:[;?>@,]/.test(value)
}

/**
 * Whether Kamailio can read the Vias of a header (RFC 3261 section 20.42): it stops at an empty parameter, and at a
 * colon without a port.
 */
export function isVia(value: string): boolean {
  return !/[;,]\s*[;,]|(^|,)[^;,]*:\s*([;,]|$)/.test(value)
}

/** What no URI may hold (RFC 3261 section 25.1); a node drops a message with it. */
const strange = /[^!-~]|["<>^`{|}\\]/

/** A colon with no port or password behind it; a node drops a message with it. */
const idleColon = /:([;?@]|$)/

function isHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[[0-9A-Fa-f:.]*\]$/.test(host)
  return /^[0-9.]+$/.test(host) ? isIpv4(host) : /^[A-Za-z0-9._-]+$/.test(host)
}
