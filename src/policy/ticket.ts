import { trimBlanks } from './blanks.js'
import type { Call } from './call.js'
import { readUserToUser } from './user-to-user.js'

/** The header that carries a ticket id, and the name it has in URI headers. */
export const ticketHeader = 'X-Zendesk-Ticket-Id'

/** What a request says of a ticket (policy row 6). */
export type GivenTicket =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly value: string; readonly from: string }
  | { readonly kind: 'malformed'; readonly value: string; readonly from: string }
  | { readonly kind: 'duplicate'; readonly count: number; readonly from: string }

/**
 * The ticket of a request: of its own header, else of the URI headers of its request URI, else of the first header
 * in `also` (lower case) that is there.
 */
export function readTicket(
  { headers, uri }: Pick<Call, 'headers' | 'uri'>,
  also: readonly string[] = [],
): GivenTicket {
  const valuesOf = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  const inHeader = valuesOf(ticketHeader.toLowerCase())
  if (inHeader.length > 0) return judge(inHeader, `the header ${ticketHeader}`)
  // A percent-encoded name is not the name: both engines compare what is written.
  const inUri = (uri.headers ?? '')
    .split('&')
    .filter(part => part.toLowerCase().startsWith(`${ticketHeader.toLowerCase()}=`))
  if (inUri.length > 0)
    return judge(
      inUri.map(part => part.slice(ticketHeader.length + 1)),
      'the URI headers of the request URI',
    )
  const other = also.find(name => valuesOf(name).length > 0)
  if (other === undefined) return { kind: 'none' }
  const values = valuesOf(other)
  return judge(
    other === 'user-to-user' ? values.map(value => readUserToUser(trimBlanks(value)) ?? value) : values,
    `the header ${other}`,
  )
}

function judge(values: readonly string[], from: string): GivenTicket {
  const [first] = values
  if (first === undefined) return { kind: 'none' }
  if (values.length > 1) return { kind: 'duplicate', count: values.length, from }
  const value = first.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  return { kind: isTicket(value) ? 'one' : 'malformed', value, from }
}

/** 1 to 19 decimal digits, the first not 0. */
function isTicket(text: string): boolean {
  return /^[1-9][0-9]{0,18}$/.test(text)
}
