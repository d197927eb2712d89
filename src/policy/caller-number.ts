import type { CallerId } from '../model/project.js'
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
  const privacy = first(headers, 'privacy')
  // RFC 3323 section 4.2, RFC 3325 section 9.3.
  if (privacy !== undefined && /(^|[ ;,])(id|user|header|full|critical)/i.test(privacy))
    return { number: undefined, from: 'Privacy asks for none' }
  for (const { value: name } of names) {
    const number = e164(name === 'from' ? from : first(headers, name))
    if (number !== undefined) return { number, from: name }
  }
  return { number: undefined, from: `none in ${names.map(({ value }) => value).join(', ')}` }
}

function first(headers: Call['headers'], name: string): string | undefined {
  return headers.find(([header]) => header.toLowerCase() === name)?.[1]
}

/** A number of E.164, alone or as a `sip:` or `tel:` URI, with or without `+`; 00 stands for it. */
function e164(text: string | undefined): string | undefined {
  const match = /^(?:[^<]*<)?(?:sips?:|tel:)?([+0-9][0-9.-]{5,24})(?:[@;>?, ].*)?$/i.exec(text?.trim() ?? '')
  const digits = match?.[1]
    ?.replace(/[.-]/g, '')
    .replace(/^00(?=[1-9])/, '+')
    .replace(/^(?=[1-9])/, '+')
  return digits !== undefined && /^\+[1-9][0-9]{6,14}$/.test(digits) ? digits : undefined
}
