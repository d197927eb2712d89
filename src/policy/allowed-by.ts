import { formatNetwork } from '../model/network.js'
import type { Line } from '../model/project.js'

/** The first few ranges that lines allow, each once, in words: whoever was refused sees how far away the source is. */
export function allowedBy(lines: readonly Pick<Line, 'allow'>[]): string {
  const ranges = [...new Set(lines.flatMap(({ allow }) => allow.map(({ value }) => formatNetwork(value))))]
  const shown = ranges.length > 4 ? [...ranges.slice(0, 3), `${ranges.length - 3} more`] : ranges
  return `allowed: ${shown.join(', ') || 'none'}`
}
