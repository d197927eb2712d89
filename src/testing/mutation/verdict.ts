import type { Mutant } from './mutant.js'

/** What became of a mutant; one that an engine does not even load is stillborn and counts for nothing. */
export interface Verdict {
  readonly mutant: Mutant
  readonly fate: 'caught' | 'survived' | 'stillborn'
  /** The first thing that was not as it should be. */
  readonly by: string
}
