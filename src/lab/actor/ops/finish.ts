import type { Op } from './op.js'

/** Ends the actor. */
export interface Finish {
  readonly op: 'finish'
}

export const finish: Op<Finish> = () => process.exit(0)
