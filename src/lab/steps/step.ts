import type { Play } from '../play.js'

/** Takes a step in a call that is up; gives what was not as it should be. */
export type TakeStep<S> = (step: S, play: Play) => Promise<string[]>
