import { hasErrors } from '../diagnostic.js'
import { exitStatus, UsageError } from '../errors.js'
import { type CallFlags, callOfFlags } from '../explain/call-flags.js'
import { type Explanation, explainCall, explainRefusal } from '../explain/explanation.js'
import { explainJson } from '../explain/json.js'
import { parseRefusalLog } from '../explain/log-line.js'
import { explainText } from '../explain/text.js'
import type { Project } from '../model/project.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport, useColour } from './output.js'
import { readProject } from './project-files.js'

export interface ExplainOptions extends Omit<OutputOptions, 'format'> {
  readonly format: 'text' | 'json'
  readonly call: CallFlags
  /** A line of the edge's log, in place of what it says of the call. */
  readonly log: string | undefined
}

/** `sipin explain [PATH]`: 0 whatever becomes of the call, for that is the answer. */
export async function explain(path: string, options: ExplainOptions): Promise<number> {
  const { project, report } = await checkFiles(await readProject(path))
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const explanation = explainOptions(project, options)
  const style = { colour: useColour(options, process.stdout), zone: project.site.timezone }
  process.stdout.write(
    options.format === 'json'
      ? explainJson(explanation, report.sources)
      : explainText(explanation, report.sources, style),
  )
  return exitStatus.fine
}

function explainOptions(project: Project, { call: flags, log }: ExplainOptions): Explanation {
  const logged = log === undefined ? undefined : parseRefusalLog(log)
  if (log !== undefined && !logged)
    throw new UsageError('--log: this is no line `sipin refused reason=…` of the edge')
  const known = logged && {
    line: flags.line ?? logged.line,
    from: logged.source,
    method: logged.method,
    transport: logged.transport,
    // A call that named no line named something else; what, the log does not say.
    ...(logged.line === undefined ? { uri: flags.uri ?? 'sip:unknown.invalid' } : {}),
  }
  const call = callOfFlags(project, { ...flags, ...known }, Date.now())
  if (typeof call === 'string') throw new UsageError(call)
  return logged ? explainRefusal(project, call, logged.reason) : explainCall(project, call)
}
