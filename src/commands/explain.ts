import { readFile } from 'node:fs/promises'
import { hasErrors } from '../diagnostic.js'
import { exitStatus, systemCode, UsageError } from '../errors.js'
import { type CallFlags, callOfFlags, callOfMessage } from '../explain/call-flags.js'
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
  /** A file with a SIP message, likewise. */
  readonly message: string | undefined
}

/** `sipin explain [PATH]`: 0 whatever becomes of the call, for that is the answer. */
export async function explain(path: string, options: ExplainOptions): Promise<number> {
  const { project, report } = await checkFiles(await readProject(path))
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const explanation = await explainOptions(project, options)
  const style = { colour: useColour(options, process.stdout), zone: project.site.timezone }
  process.stdout.write(
    options.format === 'json'
      ? explainJson(explanation, report.sources)
      : explainText(explanation, report.sources, style),
  )
  return exitStatus.fine
}

async function explainOptions(
  project: Project,
  { call: flags, log, message }: ExplainOptions,
): Promise<Explanation> {
  if (log !== undefined) return explainLog(project, flags, log)
  const call =
    message === undefined
      ? callOfFlags(project, flags, Date.now())
      : callOfMessage(project, await readMessage(message), flags, Date.now())
  if (typeof call === 'string') throw new UsageError(call)
  return explainCall(project, call)
}

function explainLog(project: Project, flags: CallFlags, log: string): Explanation {
  const logged = parseRefusalLog(log)
  if (!logged) throw new UsageError('--log: this is no line `sipin refused reason=…` of the edge')
  const call = callOfFlags(
    project,
    {
      ...flags,
      line: flags.line ?? logged.line,
      // A call that named no line named something else; what, the log does not say.
      uri: flags.uri ?? (logged.line === undefined ? 'sip:unknown.invalid' : undefined),
      from: logged.source,
      method: logged.method,
      transport: logged.transport,
    },
    Date.now(),
  )
  if (typeof call === 'string') throw new UsageError(call)
  return explainRefusal(project, call, logged.reason)
}

/** One character for each byte: a message need not be UTF-8. */
async function readMessage(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1')
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new UsageError(`${file}: cannot be read (${systemCode(error)})`)
  }
}
