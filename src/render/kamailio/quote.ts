/**
 * A field of a db_text row. The column delimiter, line ends and the characters that param.value reads cannot
 * stand in one; the schema refuses them in YAML, so to meet one here is a bug.
 */
export function field(text: string): string {
  if (/[|\\\p{Cc}]/u.test(text)) throw new Error(`not a db_text field: ${JSON.stringify(text)}`)
  return text
}

/** `name="value";…` as the param.value transformation reads it: quoted, because a comma would end a bare value. */
export function parameters(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined || value === '' ? [] : [quoted(name, value)]))
    .join(';')
}

/** `name="value"`; a quote in the value would shift the values after it. */
export function quoted(name: string, value: string | number): string {
  if (/["\p{Cc}]/u.test(String(value))) throw new Error(`not a parameter: ${JSON.stringify(value)}`)
  return `${name}="${value}"`
}

/** A string for the inside of double quotes in kamailio.cfg. */
export function stringBody(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`not a Kamailio string: ${JSON.stringify(text)}`)
  return text.replace(/["\\]/g, '\\$&')
}

/** Text of a comment: one line. */
export function comment(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`not a comment: ${JSON.stringify(text)}`)
  return text
}

/** A regular expression for the inside of double quotes in kamailio.cfg. */
export function patternBody(pattern: string): string {
  return pattern
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
}
