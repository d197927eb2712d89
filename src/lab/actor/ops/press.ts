import type { Op } from './op.js'

/** Presses keys in a call that is up (RFC 4733). */
export interface Press {
  readonly op: 'press'
  readonly call: string
  /** Of `0123456789*#ABCD`. */
  readonly keys: string
}

export const press: Op<Press> = ({ call, keys }, { legs }) => legs.get(call)?.press(keys)
