import { hasErrors } from '../diagnostic.js'
import { exitStatus, UsageError } from '../errors.js'
import { type CallFlags, callOfFlags } from '../explain/call-flags.js'
import { type Explanation, explainCall } from '../explain/explanation.js'
import { explainLog } from '../explain/from-log.js'
import { explainMessage } from '../explain/from-message.js'
import { explainJson } from '../explain/json.js'
import { explainText } from '../explain/text.js'
import type { Project } from '../model/project.js'
import { absence, isUnreadable, messageLimit, readRegular } from '../read/files.js'
import { checkErrors } from './checked-files.js'
import { type OutputOptions, printReport, useColour } from './output.js'
import { printResult } from './print.js'
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
  const { project, report } = await checkErrors(await readProject(path))
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const explanation = await explainOptions(project, options)
  const style = { colour: useColour(options, process.stdout), zone: project.site.timezone }
  printResult(
    options.format === 'json'
      ? explainJson(explanation, report.sources)
      : explainText(explanation, report.sources, style),
    { colours: style.colour },
  )
  return exitStatus.fine
}

async function explainOptions(
  project: Project,
  { call: flags, log, message }: ExplainOptions,
): Promise<Explanation> {
  const now = Date.now()
  if (log !== undefined) return orWrongUse(explainLog(project, flags, log, now))
  if (message !== undefined) return orWrongUse(explainMessage(project, readMessage(message), flags, now))
  return explainCall(project, orWrongUse(callOfFlags(project, flags, now)))
}

function orWrongUse<T>(found: T | string): T {
  if (typeof found === 'string') throw new UsageError(found)
  return found
}

/** One character for each byte: a message need not be UTF-8. */
function readMessage(file: string): string {
  const content = readRegular(file, messageLimit)
  if (content === undefined) throw new UsageError(`${file}: ${absence(file)}`)
  if (isUnreadable(content)) throw new UsageError(`${file} ${content.reason}`)
  return Buffer.from(content).toString('latin1')
}
