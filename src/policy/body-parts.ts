/** Multipart bodies (RFC 2046 section 5.1), as SIP-I, location and recording use them. A node gets the SDP alone. */

import { bounds } from './bounds.js'

/** Types of bodies that can hold SDP among other parts; the edge has the same pattern. */
export const severalPattern =
  '^multipart/(mixed|alternative|related)[ \t]*;([^\r\n]*[; \t])?boundary="?[A-Za-z0-9\'+_,./:=?-]{1,70}"?([ \t]*;[^\r\n]*)?$'

const several = new RegExp(severalPattern, 'i')

/** Content-Types that are SDP; the edge reads no fold within one. */
export function isSdp(type: string): boolean {
  return /^[ \t\r\n]*application[ \t]*\/[ \t]*sdp[ \t]*(;.*)?$/is.test(type)
}

/** The one part that is SDP; undefined when there is none, more than one, or the body has no end. */
export function sdpPart(type: string, body: string): string | undefined {
  if (!several.test(type)) return undefined
  const boundary = /^.*[; \t]boundary="?([A-Za-z0-9'+_,./:=?-]*)/is.exec(type)?.[1] ?? ''
  const lines = body.split(/\r?\n/)
  if (lines.length - (lines.at(-1) === '' ? 1 : 0) > bounds.bodyLines) return undefined
  const found: string[][] = []
  let place: 'around' | 'head' | 'sdp' | 'other' = 'around'
  let type_ = ''
  for (const line of lines.map(text => text.replace(/[ \t\r]+$/, ''))) {
    if (line === `--${boundary}--`)
      return found.length === 1 ? found[0]?.map(text => `${text}\r\n`).join('') : undefined
    if (line === `--${boundary}`) {
      place = 'head'
      type_ = ''
    } else if (place === 'head') {
      const written = /^(?:content-type|c)[ \t]*:[ \t]*(.*)$/i.exec(line)?.[1]
      if (written !== undefined) type_ = written
      if (line !== '') continue
      place = isSdp(type_) ? 'sdp' : 'other'
      if (place === 'sdp') found.push([])
    } else if (place === 'sdp') found.at(-1)?.push(line)
  }
  return undefined
}
