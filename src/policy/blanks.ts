/**
 * Takes blanks and line ends from both ends, as both engines do (LWS, RFC 3261 section 25.1): a vertical tab and a
 * no-break space are characters to them.
 */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}
