/** What a line does with a call, as boxes and arrows; the first box is where every call begins. */
export interface Flow {
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

/** question: the way divides; the others do something with the call. */
export type BoxKind = 'begin' | 'question' | 'answer' | 'voicemail' | 'overflow' | 'end'

export interface Box {
  readonly id: string
  readonly kind: BoxKind
  readonly title: string
  /** Lines of small print. */
  readonly details: readonly string[]
}

export interface Arrow {
  readonly from: string
  readonly to: string
  /** When this way is taken; empty when it is the only one. */
  readonly label: string
}
