import type { Located } from '../diagnostic.js'
import { printable } from '../printable.js'
import { defaults } from '../schema/key-facts.gen.js'
import type { Line as LineShape } from '../schema/project-types.gen.js'
import { type Cursor, child, items, located } from './cursor.js'
import type { CallerId, TicketPolicy } from './project.js'
import type { Reader } from './reader.js'

/** What a line reads of a caller's headers: the ticket and the number. */
export function readTicket(reader: Reader, cursor: Cursor<LineShape>): TicketPolicy {
  const written = child(cursor, 'ticket')
  if (written?.node.kind === 'scalar')
    return { policy: located(written as Cursor<TicketPolicy['policy']>).value, also: [] }
  const shape = written as Cursor<{ policy?: TicketPolicy['policy']; also?: string[] }> | undefined
  const policy = child(shape, 'policy')
  return {
    policy: policy ? located(policy).value : defaults['line.ticket.policy'],
    also: items(child(shape, 'also')).flatMap(item => readHeaderName(reader, item)),
  }
}

export function readCallerId(reader: Reader, cursor: Cursor<LineShape>): CallerId {
  const written = child(cursor, 'caller_id')
  const from = items(child(written, 'from')).flatMap(item => readHeaderName(reader, item))
  const anonymous = child(written, 'anonymous')
  return {
    from: from.length > 0 ? from : [{ value: 'from', place: cursor.node.place }],
    anonymous: anonymous ? located(anonymous).value : defaults['line.caller_id.anonymous'],
  }
}

/**
 * The name of a header (RFC 3261 section 25.1 `token`, of which the rarer characters are left out). Headers
 * that the edge writes itself say nothing of a caller.
 */
function readHeaderName(reader: Reader, cursor: Cursor<string>): Located<string>[] {
  const { value, place } = located(cursor)
  const name = value.toLowerCase()
  const report = (reason: string, help: string): Located<string>[] => {
    reader.report('bad-header', `\`${printable(value)}\`: ${reason}`, place, { help })
    return []
  }
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    return report('it is no name of a SIP header', 'use letters, digits and hyphens, as in `User-to-User`')
  if (/^x-(sipin|zendesk)-/.test(name))
    return report('the edge removes this header from every call', 'name the header that the caller sends')
  if (structural.has(name))
    return report(
      'it says where a message goes, not who calls',
      'name a header such as `P-Asserted-Identity`',
    )
  return [{ value: name, place }]
}

const structural: ReadonlySet<string> = new Set([
  ...['via', 'to', 'call-id', 'cseq', 'contact', 'route', 'record-route', 'max-forwards'],
  ...[
    'content-type',
    'content-length',
    'require',
    'supported',
    'proxy-require',
    'v',
    't',
    'i',
    'm',
    'c',
    'l',
    'k',
  ],
])
