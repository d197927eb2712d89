/** A generated tree with one rule of it deleted, inverted or moved. */
export interface Mutant {
  /** Stable id of an edit: the same edit has the same id in every project's script. */
  readonly id: string
  /** Relative to the tree. */
  readonly file: string
  /** One-based. */
  readonly line: number
  /** The route of the script that it is in: `route[CHECK_LIMITS]`; empty elsewhere. */
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
  const routes = Array.from(text.matchAll(/^\w*route(?:\[\w+\])?(?= \{)/gm))
  const seen = new Map<string, number>()
  return Array.from(edits, ({ start, end, change, text: instead }) => {
    const route = routes.findLast(({ index }) => index < start)?.[0] ?? ''
    const was = text.slice(start, end).replace(/\s+/g, ' ')
    const name = `${file} ${route} ${change}: ${was}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return {
      id: `${name} #${count}`,
      file,
      line: text.slice(0, start).split('\n').length,
      route,
      change,
      was,
      text: `${text.slice(0, start)}${instead}${text.slice(end)}`,
    }
  })
}
