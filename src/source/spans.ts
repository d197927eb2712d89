import type { Span } from '../diagnostic.js'

/** Spans of one text that do not overlap, to be asked often. */
export interface Spans {
  /** The span that an offset lies in, its end excluded. */
  readonly around: (offset: number) => Span | undefined
}

export function spansOf(spans: readonly Span[]): Spans {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  return {
    around: offset => {
      const span = sorted[countUpTo(sorted, offset) - 1]
      return span && offset < span.end ? span : undefined
    },
  }
}

/** How many of the sorted spans begin at or before an offset. */
export function countUpTo(sorted: readonly Span[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Span).start <= offset) low = middle + 1
    else high = middle
  }
  return low
}
