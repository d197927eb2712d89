import type { Finding, Place } from '../diagnostic.js'
import { asYaml } from '../source/as-yaml.js'

/** What to write in place of a value that cannot be read. */
export interface Advice {
  readonly help: string
  /** The value that was surely meant. */
  readonly text?: string
}

/** An advice for a value at its place. */
export function asFinding({ help, text }: Advice, place: Place): Pick<Finding, 'help' | 'fix'> {
  return { help, ...(text === undefined ? {} : { fix: { place, text: asYaml(text) } }) }
}
