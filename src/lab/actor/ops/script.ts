import type { ScriptCallee } from '../callee.js'
import type { Op } from './op.js'

export const script: Op<ScriptCallee> = (command, { callees, emit }) => {
  callees.script(command)
  // The call must not come before its script.
  emit({ event: 'scripted' })
}
