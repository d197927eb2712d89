import type { CallerId } from '../model/project.js'
import { trimBlanks } from './blanks.js'
import { bounds } from './bounds.js'
import type { Call } from './call.js'

/** What a call shows of who calls. */
export interface CallerNumber {
  /** E.164, with its `+`; undefined: none is shown, or privacy is asked for. */
  readonly number: string | undefined
  /** The header it stands in, or why there is none. */
  readonly from: string
}

/** The number of the customer: the first of the line's headers that holds one. */
export function callerNumber(
  { headers, from }: Pick<Call, 'headers' | 'from'>,
  { from: names }: CallerId,
): CallerNumber {
  // RFC 3323 section 4.2, RFC 3325 section 9.3. One of several Privacy headers suffices.
  const privacy = valuesOf(headers, 'privacy').join(',')
  if (/(^|[ \t\r\n;,])(id|user|header|full|critical)([ \t\r\n;,]|$)/i.test(privacy))
    return { number: undefined, from: 'Privacy asks for none' }
  for (const { value: name } of names) {
    const addresses = name === 'from' ? [from ?? ''] : listed(valuesOf(headers, name).join(','))
    const number = addresses.map(numberOf).find(found => found !== undefined)
    if (number !== undefined) return { number, from: name }
  }
  return { number: undefined, from: `none in ${names.map(({ value }) => value).join(', ')}` }
}

function valuesOf(headers: Call['headers'], name: string): string[] {
  return headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value)
}

/** Addresses with commas between them, without the names for people, which may hold anything. */
function listed(text: string): string[] {
  return text
    .replace(/"[^"]*"/g, '')
    .split(',')
    .slice(0, bounds.hops)
}

const digits = '[0-9(][-0-9.()]*'

/**
 * The user of a SIP URI, a tel: URI, or a number alone; a SIP URI without a user is an address and no number. The edge has
 * the same pattern, a POSIX extended regular expression without regard to case.
 */
export const numberPattern = `^(sips?:(\\+|%2b)?${digits}([;:][^@]*)?@|tel:(\\+|%2b)?${digits}(;|$)|(\\+|%2b)?${digits}([@;?, ]|$))`

const form = new RegExp(numberPattern, 'i')

/** A number of E.164 (RFC 3966), with its `+`, without it or with 00 for it. */
function numberOf(text: string): string | undefined {
  const address = trimBlanks(text.split('<')[1]?.split('>')[0] ?? text)
  if (!form.test(address)) return undefined
  const [, , plus, written = ''] = /^(sips?:|tel:)?(\+|%2b)?([-0-9.()]*)/i.exec(address) ?? []
  // A local number is only valid in its context (RFC 3966 section 5.1.5); an IPv4 address is no number.
  if (!plus && (/;phone-context=/i.test(address) || /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(written)))
    return undefined
  const number = written.replace(/[-.()]/g, '')
  const whole = plus ? number : number.replace(/^00(?=[1-9])/, '')
  return /^[1-9][0-9]{6,14}$/.test(whole) ? `+${whole}` : undefined
}
