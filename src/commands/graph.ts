import { hasErrors } from '../diagnostic.js'
import { UsageError } from '../errors.js'
import type { GraphFormat } from '../graph/format.js'
import { graphFormats } from '../graph/index.js'
import type { Line, Project } from '../model/project.js'
import { printableLines } from '../printable.js'
import { replaceFile } from '../write/write-file.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport } from './output.js'
import { printResult } from './print.js'
import { readProject } from './project-files.js'

export interface GraphOptions extends Omit<OutputOptions, 'format'> {
  /** undefined: by the ending of the file. */
  readonly format: string | undefined
  /** A file, or `-` for standard output. */
  readonly output: string
  /** Empty: every line. */
  readonly lines: readonly string[]
}

/** `sipin graph [PATH]` */
export async function graph(path: string, options: GraphOptions): Promise<number> {
  const format = formatOf(options)
  const { project, report } = await checkFiles(await readProject(path))
  const status = printReport(report, { ...options, format: 'text' })
  if (!project || hasErrors(report.diagnostics)) return status
  const text = format.draw(project, chosenLines(project, options.lines))
  if (options.output === '-') printResult(text, { commands: true })
  else replaceFile(options.output, printableLines(text, { commands: true }), [...report.sources.keys()])
  return status
}

function formatOf({ format, output }: GraphOptions): GraphFormat {
  const byName = graphFormats.find(({ name }) => name === format)
  const byEnding = graphFormats.find(({ endings }) => endings.some(ending => output.endsWith(ending)))
  if (byName && byEnding && byName !== byEnding)
    throw new UsageError(
      `--output ${output}: this ending is for ${byEnding.name}, and --format says ${byName.name}`,
    )
  if (byName ?? byEnding) return byName ?? (byEnding as GraphFormat)
  if (output === '-') return graphFormats[0] as GraphFormat
  const endings = graphFormats.map(known => `${known.endings.join(' or ')} (${known.name})`).join(', ')
  throw new UsageError(
    `--output ${output}: no picture is written by this ending; end it in ${endings}, or say --format`,
  )
}

function chosenLines({ lines }: Project, wanted: readonly string[]): readonly Line[] {
  for (const id of wanted) {
    if (lines.some(line => line.id === id)) continue
    throw new UsageError(`there is no line \`${id}\`; the lines are ${lines.map(line => line.id).join(', ')}`)
  }
  return wanted.length === 0 ? lines : lines.filter(({ id }) => wanted.includes(id))
}
