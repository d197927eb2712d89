import { isUtf8 } from 'node:buffer'

/** The name of a file from its bytes. Those that are not UTF-8 become halves of pairs, so that two names stay two. */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, byte => String.fromCharCode(0xdc00 + byte.charCodeAt(0)))
}

/** Those bytes as `\xfe`. */
export function showName(name: string): string {
  return name.replace(/[\udc80-\udcff]/gu, half => `\\x${(half.charCodeAt(0) - 0xdc00).toString(16)}`)
}

export function isUtf8Name(name: string): boolean {
  return showName(name) === name
}

/** What the system calls it: a text, or the bytes that are no text. */
export function systemName(name: string): string | Buffer {
  if (isUtf8Name(name)) return name
  const parts = name.split(/([\udc80-\udcff])/u)
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - 0xdc00]),
    ),
  )
}
