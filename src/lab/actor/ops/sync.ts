import type { Op } from './op.js'

/** Tells that everything seen before has been told. */
export interface Sync {
  readonly op: 'sync'
}

export const sync: Op<Sync> = (_, { emit }) => emit({ event: 'synced' })
