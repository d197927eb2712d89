/** A generated tree with one thing in it spoilt. */
export interface Mutant {
  /** Stable id of an edit: the same edit has the same id in every project's script. */
  readonly id: string
  /** Relative to the tree. */
  readonly file: string
  /** One-based. */
  readonly line: number
  /** The route of the script, or the section of the file, that it is in: `route[CHECK_LIMITS]`, `[from-edge]`; empty elsewhere. */
  readonly route: string
  /** The operator that made it: a file of operators/. */
  readonly operator: string
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
