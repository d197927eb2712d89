/** A generated tree with one rule of it deleted, inverted or moved. */
export interface Mutant {
  /** Relative to the tree. */
  readonly file: string
  /** One-based. */
  readonly line: number
  /** The route of the script that it is in: `route[LIMITS]`; empty elsewhere. */
  readonly route: string
  /** What was done, for people: `condition negated`. */
  readonly change: string
  /** The place as it was, in one line. */
  readonly was: string
  /** The whole file as it is. */
  readonly text: string
}

/** A piece of a file's text, and what stands there instead. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly change: string
  readonly text: string
}

export function mutantsOf(file: string, text: string, edits: Iterable<Edit>): Mutant[] {
  return Array.from(edits, ({ start, end, change, text: instead }) => ({
    file,
    line: text.slice(0, start).split('\n').length,
    route: Array.from(text.slice(0, start).matchAll(/^\w*route(?:\[\w+\])?(?= \{)/gm), String).at(-1) ?? '',
    change,
    was: text.slice(start, end).replace(/\s+/g, ' '),
    text: `${text.slice(0, start)}${instead}${text.slice(end)}`,
  }))
}
