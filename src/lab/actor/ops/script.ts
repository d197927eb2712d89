import type { Behaviour } from '../protocol.js'
import type { Op } from './op.js'

/** How a callee treats calls from one number; without a script it rings once and answers. */
export interface ScriptCallee {
  readonly op: 'script'
  /** User of the From URI, `*` for any. */
  readonly caller: string
  /** `ip:port` that is called, `*` for any. */
  readonly callee: string
  readonly behaviour: Behaviour
}

export const script: Op<ScriptCallee> = (command, { callees, emit }) => {
  callees.script(command)
  // The call must not come before its script.
  emit({ event: 'scripted' })
}
