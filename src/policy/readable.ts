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

const value = `(${quoted}|[^;,"= \\t\\r\\n][^;,= \\t\\r\\n]*)`
const viaParameter = `(?!(branch|ttl|maddr|received|i)${blanks}([;,]|$))[^;,= \\t\\r\\n]+(${blanks}=${blanks}${value})?`
const host = '(\\[[^\\]]*]|[^\\]\\[:;,/ \\t\\r\\n]+)'
const via = `sip${blanks}/${blanks}2\\.0${blanks}/${blanks}[^;,/ \\t\\r\\n]+[ \\t\\r\\n]+${host}(${blanks}:${blanks}[0-9]+)?(${blanks};${blanks}${viaParameter})*`
const vias = new RegExp(`^${blanks}${via}(${blanks},${blanks}${via})*${blanks}$`, 'is')

/** The Vias of one header. It stops at an empty parameter or value, and at a colon without a port. */
export function isReadableVia(header: string): boolean {
  return vias.test(header)
}
