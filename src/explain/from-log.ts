import type { Project } from '../model/project.js'
import { type CallFlags, callOfFlags } from './call-flags.js'
import { type Explanation, explainRefusal } from './explanation.js'
import { foreignWord, parseRefusalLog } from './log-line.js'
import { explainPart } from './refused-part.js'

/**
 * What a line of the edge's log is about; a text says what is wrong with it. The flags hold what no log line does. `now`
 * is in milliseconds since the epoch.
 */
export function explainLog(
  project: Project,
  flags: CallFlags,
  log: string,
  now: number,
): Explanation | string {
  const foreign = foreignWord(log)
  if (foreign !== undefined) return `--log: ${foreign}`
  const logged = parseRefusalLog(log)
  if (!logged) return '--log: this is no line `sipin refused reason=…` of the edge'
  const { what, reason, line, source, method, transport } = logged
  const call = callOfFlags(
    project,
    {
      ...flags,
      line: flags.line ?? line,
      // A call that named no line named something else; what, the log does not say.
      uri: flags.uri ?? (line === undefined ? 'sip:unknown.invalid' : undefined),
      from: source,
      method,
      transport,
    },
    now,
  )
  if (typeof call === 'string') return call
  return what === 'call'
    ? explainRefusal(project, call, reason)
    : explainPart(project, call, { ...logged, what }, reason)
}
