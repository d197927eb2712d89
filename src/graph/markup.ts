/** Text made safe for XML and HTML, in content and in attributes; control characters are not XML. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\p{Cc}]/gu, ' ')
}

/** An element with escaped attributes; its content is markup already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content?: string,
): string {
  const written = Object.entries(attributes)
    .map(
      ([key, value]) => ` ${key}="${escapeMarkup(typeof value === 'number' ? formatNumber(value) : value)}"`,
    )
    .join('')
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

/** At the most one decimal: pictures stay the same when arithmetic differs in the last bit. */
export function formatNumber(value: number): string {
  return String(Math.round(value * 10) / 10)
}
