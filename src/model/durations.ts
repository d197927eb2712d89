import { ranges } from '../schema/key-facts.gen.js'

/** Of a duration, in seconds. */
export interface Bounds {
  readonly least: number
  readonly most: number
  /** How the bounds are written: `15s to 2m`. */
  readonly text: string
}

/** How long each may last, by its key; `usual` holds where nothing is written. */
export const durations = ranges satisfies Readonly<Record<string, Bounds & { readonly usual: number }>>
