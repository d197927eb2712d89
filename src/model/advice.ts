import type { Finding, Place } from '../diagnostic.js'
import { asYaml } from '../source/as-yaml.js'

/** What to write in place of a value that cannot be read. */
export interface Advice {
  readonly help: string
  /** The value that was surely meant. */
  readonly text?: string
  /** The same, as YAML that is more than a value. */
  readonly yaml?: string
}

/** An advice for a value at its place. */
export function asFinding(
  { help, text, yaml = text === undefined ? undefined : asYaml(text) }: Advice,
  place: Place,
): Pick<Finding, 'help' | 'fix'> {
  return { help, ...(yaml === undefined ? {} : { fix: { place, text: yaml } }) }
}
