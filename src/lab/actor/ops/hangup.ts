import type { Op } from './op.js'

/** Ends a call with BYE, or with CANCEL when it is not answered yet. */
export interface HangUp {
  readonly op: 'hangup'
  readonly call: string
}

export const hangup: Op<HangUp> = ({ call }, { legs }) => legs.get(call)?.hangUp()
