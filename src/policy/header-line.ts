import { printable } from '../printable.js'
import type { Call, Fault } from './call.js'

/** A token, then blanks, then a colon (RFC 3261 section 7.3.1); but of a token's marks Kamailio reads these in a name. */
export const headerForm = /^([A-Za-z0-9\-._+~]+)[ \t]*:(.*)$/s

/** Header lines as they go over the wire, and what is wrong with the first that is none. */
export function readHeaders(lines: readonly string[]): Pick<Call, 'headers' | 'fault'> {
  const strange = lines.find(line => !headerForm.test(line))
  const headers = lines.flatMap(line => {
    const [, name, value] = headerForm.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return { headers, fault: strange === undefined ? undefined : headerFault(strange) }
}

/** To neither engine is this SIP, and from what is left not even a 400 can be made. */
export function headerFault(line: string): Fault {
  const name = /^\s*([A-Za-z0-9-]+)\s*=/.exec(line)?.[1]
  const text =
    name === undefined
      ? `\`${printable(line)}\` is no header line: it has no colon`
      : `\`${printable(line)}\` is no header line: a header is written with a colon (\`${name}: …\`); with \`=\` it is a URI header, which stands after the \`?\` of a URI`
  return { text, answered: false }
}
