import type { Advice } from './advice.js'
import { formatHost, formatListen, parseEndpoint, parseListen } from './endpoint.js'
import { isIpv4, isIpv6, parsePort } from './sip-uri.js'

/** What to write in place of a text that is no address with a port; `port` is the usual one. */
export function adviseEndpoint(text: string, port: number): Advice {
  const bare = text.trim().replace(/^(?:udp|tcp|tls|sips?):(?:\/\/)?/i, '')
  const [, address = '', written] = isIpv6(bare)
    ? [bare, bare]
    : (/^\[?([0-9A-Fa-f:.]+?)\]?(?::(\d+))?$/.exec(bare) ?? [])
  const family = isIpv4(address) ? 4 : isIpv6(bare) || isIpv6(address) ? 6 : undefined
  const host = family === 6 && isIpv6(bare) ? bare : address
  const meant = family && `${formatHost({ family, address: host })}:${parsePort(written ?? '') ?? port}`
  if (meant !== undefined && typeof parseEndpoint(meant) !== 'string')
    return { help: `write \`${meant}\``, text: meant }
  return {
    help: `write a literal address and a port, as in \`10.0.0.11:${port}\` or \`[2001:db8::1]:${port}\``,
  }
}

/** What to write in place of a text that is no listener. */
export function adviseListen(text: string): Advice {
  const transport = /^(udp|tcp|tls)\b/i.exec(text.trim())?.[1]?.toLowerCase()
  const rest = text.trim().replace(/^[a-z]+:(\/\/)?/i, '')
  const endpoint = adviseEndpoint(rest, transport === 'tls' ? 5061 : 5060).text
  const listen = endpoint === undefined ? 'no' : parseListen(`${transport ?? 'udp'}:${endpoint}`)
  if (typeof listen === 'string')
    return {
      help: 'write a transport, a literal address of the edge and a port, as in `udp:198.51.100.10:5060`',
    }
  const meant = formatListen(listen)
  return { help: `write \`${meant}\``, ...(transport === undefined ? {} : { text: meant }) }
}

/** What to write in place of a text that is no domain name. */
export function adviseDomain(text: string): Advice {
  const meant = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:(\/\/)?/, '')
    .replace(/^[^@]*@/, '')
    .replace(/[:/;?].*$/, '')
    .replace(/^\*\.|\.+$/g, '')
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/(^|\.)-+|-+(?=\.|$)/g, '$1')
  const fine = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(meant)
  return {
    help: fine ? `write \`${meant}\`` : 'write a host name without scheme and port, as in `sip.acme.example`',
  }
}

/** What to write in place of a text that is no range of ports. */
export function advisePorts(text: string): Advice {
  const numbers = text.match(/\d+/g)?.map(Number) ?? []
  const [a = 0, b = a, ...more] = numbers
  const [first, last] = [Math.min(a, b), Math.max(a, b)]
  const odd = text.replace(/\d+/g, '').replace(/^\s*(-|–|:|\.\.+|,|to)?\s*$/i, '')
  if (more.length === 0 && odd === '' && first >= 1 && last <= 65535)
    return { help: `write \`${first}-${last}\``, text: `${first}-${last}` }
  if (more.length === 0 && odd === '' && first >= 1 && first <= 65535)
    return { help: `write two ports of 1 to 65535, as in \`${first}-65535\`` }
  return { help: 'write two ports of 1 to 65535, as in `10000-20000`' }
}
