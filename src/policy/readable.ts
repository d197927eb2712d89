/**
 * What Kamailio's parser accepts of From, To and Via at all: without them it builds no answer, so the caller gets none.
 * (Observed on 5.6, 6.0 and 6.1. What it accepts may still be malformed.)
 */

const blanks = '[ \\t\\r\\n]*'
const quoted = '"[^"\\\\\\r\\n]*"'
const words = '[^;<>"\\\\ \\t\\r\\n][^;<>"\\\\]*'
const bracketed = '<[ \\t]*[^ \\t\\r\\n"\\\\<>]+[ \\t]*>'
const bare = '[^;<>"\\\\ \\t\\r\\n]+'
const parameter = `[^;="\\\\, \\t\\r\\n]+(${blanks}=${blanks}(${quoted}|[^;="\\\\ \\t\\r\\n]+)?)?`

const address = new RegExp(
  `^${blanks}(("([^"\\\\\\r\\n]|\\\\[^\\r\\n])*"${blanks}|${words})?${bracketed}|${bare})(${blanks};${blanks}${parameter})*${blanks}$`,
  's',
)

/** A From or To. */
export function isReadable(value: string): boolean {
  return address.test(value) && !value.includes('\0')
}

const end = `${blanks}([;,]|$)`
/** Its states for `alias` know only the name alone. */
const noParameter = `(branch|ttl|maddr|received|i|al|ali|alia)${end}|(a|alias)${blanks}=|(branch|i|al|ali|alia)${blanks}=${end}|(ttl|maddr|received)${blanks}=${blanks}(,|$)`
/** Empty ones too, and a quoted one to which an end is missing where the header ends. */
const value = `(${quoted}|"[^"\\\\\\r\\n]*$|[^;,"= \\t\\r\\n][^;,"= \\t\\r\\n]*|(?=;|$))`
const viaParameter = `(?!${noParameter})[^;,= \\t\\r\\n()[\\]:][^;,= \\t\\r\\n]*(${blanks}=${blanks}${value})?`
const host = '(\\[[^\\]]+]|[^\\]\\[:;,() \\t\\r\\n]+)'
const via = `sip${blanks}/${blanks}2\\.0${blanks}/${blanks}[^/ \\t\\r\\n]+[ \\t\\r\\n]+${host}(${blanks}:${blanks}[0-9]+)?(${blanks};${blanks}${viaParameter})*`
const vias = new RegExp(`^${blanks}${via}(${blanks},${blanks}${via})*${blanks}$`, 'is')

/** The Vias of one header. It stops at an empty parameter, and at a colon without a port. */
export function isReadableVia(header: string): boolean {
  return vias.test(header)
}
