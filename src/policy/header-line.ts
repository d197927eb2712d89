import { printable } from '../printable.js'
import type { Fault } from './call.js'

/** A token, then blanks, then a colon (RFC 3261 section 7.3.1); but of a token's marks Kamailio reads these in a name. */
export const headerForm = /^([A-Za-z0-9\-._+~]+)[ \t]*:(.*)$/s

/** Neither engine reads such a line as a header, and no 400 can be built from the rest. */
export function headerFault(line: string): Fault {
  const name = /^\s*([A-Za-z0-9-]+)\s*=/.exec(line)?.[1]
  const text =
    name === undefined
      ? `\`${printable(line)}\` is no header line: it has no colon`
      : `\`${printable(line)}\` is no header line: a header is written with a colon (\`${name}: …\`); with \`=\` it is a URI header, which stands after the \`?\` of a URI`
  return { text, answered: false }
}
