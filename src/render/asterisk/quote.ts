/**
 * An argument of a dialplan application. A comma and a semicolon are escaped; characters that begin an
 * expression or end the argument list are refused, and the schema has refused them before.
 */
export function argument(text: string): string {
  refuse(text, /[$"'`\\(){}<>|&]/)
  return text.replace(/[,;]/g, '\\$&')
}

/** A value in a .conf file, where a semicolon begins a comment. */
export function value(text: string): string {
  refuse(text, /\\/)
  return text.replaceAll(';', '\\;')
}

/**
 * A field of a box in voicemail.conf, where a comma ends the field and a bar the option or the address, and which comes
 * into the headers of a mail.
 */
export function boxField(text: string): string {
  refuse(text, /[,;|"'`\\$&<>()[\]{} ]/)
  return text
}

/** Text of a comment, which begins with more than the `;`: one line, and no `;--`, which would open a block. */
export function comment(text: string): string {
  refuse(text, /;--/)
  return text
}

function refuse(text: string, characters: RegExp): void {
  if (characters.test(text) || /\p{Cc}/u.test(text))
    throw new Error(`not for Asterisk: ${JSON.stringify(text)}`)
}
