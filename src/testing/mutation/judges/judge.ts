import type { Engine } from '../../../engine/engine.js'
import type { Mutant } from '../mutant.js'

/** Somebody who looks at what a mutant does, in real engines or with real packets. */
export interface Judge {
  readonly name: string
  /** Which part of the tree it knows of. */
  readonly part: Part
  /** Whether it may notice a mutant at all: one it cannot notice need not be shown to it. */
  readonly sees: (mutant: Mutant) => boolean
  /** What it looks at: titles of its cases, with which every fault of theirs begins; empty: it is one case. */
  readonly cases: readonly string[]
  /** Text that is another when a case is another. */
  readonly content: string
  readonly open: (ground: JudgeGround) => Promise<Bench>
}

export type Part = 'firewall' | 'data' | 'script' | 'tls' | 'dialplan' | 'node'

export interface JudgeGround {
  readonly engine: Engine
  /** The folder with the bundled shooter of the hostile corpus. */
  readonly shooter: string
  readonly tell: (text: string) => void
  /** Whether a part of its cases will do, to show that it judges at all. */
  readonly brief?: boolean
}

/** A judge with its engines running. */
export interface Bench {
  /**
   * The first thing that is not as it should be with a mutant, or, without one, with the tree as it is. `hint`: what
   * was found when the same was done to an older tree.
   */
  readonly look: (mutant: Mutant | undefined, hint?: string) => Promise<string | undefined>
  readonly close: () => Promise<void>
}
