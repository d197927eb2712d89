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
 * in `also` (lower case) that holds one. Those headers also carry other things; a value that is no ticket id is ignored.
 */
export function readTicket(
  { headers, uri }: Pick<Call, 'headers' | 'uri'>,
  also: readonly string[] = [],
): GivenTicket {
  const valuesOf = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  const inHeader = valuesOf(ticketHeader.toLowerCase())
  if (inHeader.length > 0) return judge(inHeader, `the header ${ticketHeader}`)
  // A percent-encoded header name does not match: both engines compare the text as written.
  const uriHeaders = (uri.headers ?? '').split('&')
  const inUriHeaders = (name: string): string[] =>
    uriHeaders
      .filter(part => part.toLowerCase().startsWith(`${name}=`))
      .map(part => part.slice(name.length + 1))
  const inUri = inUriHeaders(ticketHeader.toLowerCase())
  if (inUri.length > 0) return judge(inUri, 'the URI headers of the request URI')
  for (const name of also) {
    const values = [...valuesOf(name), ...inUriHeaders(name).map(unescapeValue)]
    const tickets = values
      .flatMap(value => value.split(','))
      .map(value => (name === 'user-to-user' ? readUserToUser(trimBlanks(value)) : trimBlanks(value)))
      .filter(value => value !== undefined && isTicket(value))
    if (tickets.length > 0) return judge(tickets as string[], `the header ${name}`)
  }
  return { kind: 'none' }
}

/** RFC 3261 section 19.1.1: unprintable characters are not accepted, as at the edge. */
function unescapeValue(text: string): string {
  const value = text.replace(/%([0-9a-f]{2})/gi, (_, pair: string) =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  )
  return /%(?![0-9a-f]{2})/i.test(text) || !/^[ -~]*$/.test(value) ? '' : value
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
