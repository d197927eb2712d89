import type { Destination } from './project.js'
import { formatSipUri, type Parsed, parseSipUri } from './sip-uri.js'

/** A `sip:` URI, or a `tel:` URI with a global number (RFC 3966 section 3) of E.164's 7 to 15 digits. */
export function parseDestination(text: string): Parsed<Destination> {
  if (/^tel:/i.test(text)) return parseTel(text)
  if (/^\+?[0-9][-.() 0-9]{3,}$/.test(text)) return bareNumber(text)
  const parsed = parseSipUri(text)
  return 'ok' in parsed ? { ok: { kind: 'sip', uri: parsed.ok } } : parsed
}

function parseTel(text: string): Parsed<Destination> {
  const number = text.slice(4).replace(/[-.() ]/g, '')
  if (/^\+[1-9][0-9]{6,14}$/.test(number)) return { ok: { kind: 'tel', number } }
  return {
    fault: {
      at: 4,
      length: Math.max(text.length - 4, 1),
      reason: 'it is no number of 7 to 15 digits after a `+`',
      help: 'write it with its country code, as in `tel:+33123456789`',
    },
  }
}

function bareNumber(text: string): Parsed<Destination> {
  const global = parseTel(`tel:${text}`)
  const example = 'ok' in global ? formatDestination(global.ok) : 'tel:+33123456789'
  return {
    fault: {
      at: 0,
      length: text.length,
      reason: 'a telephone number stands in a `tel:` URI',
      ...('ok' in global ? { text: example } : {}),
      help: 'ok' in global ? `write \`${example}\`` : `write it with its country code, as in \`${example}\``,
    },
  }
}

export function formatDestination(destination: Destination): string {
  return destination.kind === 'sip' ? formatSipUri(destination.uri) : `tel:${destination.number}`
}
