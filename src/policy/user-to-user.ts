import { trimBlanks } from './blanks.js'

/**
 * What a User-to-User header says (RFC 7433): its value is hex, unless `encoding` names text; a first octet of 00 or
 * 04, the protocol discriminator that ISDN put there, is skipped. undefined: it cannot be read.
 */
export function readUserToUser(header: string): string | undefined {
  const [content = '', ...parameters] = header.split(';').map(trimBlanks)
  const named = parameters.map(part => /^encoding\s*=\s*(\S*)/i.exec(part)?.[1])
  const encoding = (named.findLast(name => name !== undefined) ?? 'hex').toLowerCase()
  const value = /^"(.*)"$/s.exec(content)?.[1] ?? content
  if (encoding === 'text' || encoding === 'ascii') return value
  if (encoding !== 'hex' || !/^([0-9a-f]{2}){1,20}$/i.test(value)) return undefined
  const digits = value.replace(/^0[04]/, '')
  return Array.from(digits.matchAll(/../g), ([pair]) => String.fromCharCode(Number.parseInt(pair, 16))).join(
    '',
  )
}
