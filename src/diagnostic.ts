/** Half-open range of UTF-16 offsets into one file. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Place {
  readonly file: string
  readonly span: Span
}

/** error: cannot work or cannot be meant. warning: works, but is probably not meant. note: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

export interface Related {
  readonly place: Place
  readonly text: string
}

/** A replacement of the text at `place` that makes the problem go away. */
export interface Fix {
  readonly place: Place
  readonly text: string
}

/** What a check found: plain data, without colour, line numbers or file contents. */
export interface Finding {
  /** What is wrong, with the value as written; one sentence without a full stop. */
  readonly message: string
  readonly place: Place
  /** Why it matters, when the code's own explanation is not enough. */
  readonly why?: string
  /** What to do. */
  readonly help?: string
  readonly related?: readonly Related[]
  readonly fix?: Fix
}

export interface Diagnostic extends Finding {
  /** Stable name in words, such as `duplicate-uri`. */
  readonly code: string
  readonly severity: Severity
}

/** The result of a stage: it never throws for bad input, and may give a value as well as problems. */
export interface Checked<T> {
  readonly value: T | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** A value that knows where it was written. */
export interface Located<T> {
  readonly value: T
  readonly place: Place
}

export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.place.file, b.place.file) ||
    a.place.span.start - b.place.span.start ||
    a.place.span.end - b.place.span.end ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  )
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
