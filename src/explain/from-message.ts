import type { Project } from '../model/project.js'
import { beginsSomething } from '../policy/judge-message.js'
import { judgeWithin } from '../policy/judge-within.js'
import { readRequest } from '../policy/message.js'
import { type CallFlags, callOfMessage, noLine } from './call-flags.js'
import { type Explanation, explainCall } from './explanation.js'
import { changeOf } from './refused-part.js'

/**
 * What becomes of a SIP message as it was captured: one that begins a call is judged by all rows, one inside a call as what
 * it is. `now` is in milliseconds since the epoch; a text says what is wrong with the flags.
 */
export function explainMessage(
  project: Project,
  message: string,
  flags: CallFlags,
  now: number,
): Explanation | string {
  const request = readRequest(asOnTheWire(message), flags.transport)
  const call = callOfMessage(project, request, flags, now)
  if (typeof call === 'string') return call
  if (beginsSomething(request)) return explainCall(project, call)
  const known = project.lines.find(({ id }) => id === flags.line)
  if (flags.line !== undefined && !known) return noLine(project, flags.line)
  const { decision, line } = judgeWithin(project, { ...request, ...call }, { line: known })
  const part = { what: 'dialog', leg: undefined, line: line?.id, callId: request.callId } as const
  return { call, part, decision, change: changeOf(project, call, part, line, decision) }
}

/** An editor ends lines with LF, SIP with CR LF. */
function asOnTheWire(message: string): string {
  return message.includes('\r\n') ? message : message.replaceAll('\n', '\r\n')
}
