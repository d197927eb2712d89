import type { Diagnostic } from '../diagnostic.js'
import { hasErrors } from '../diagnostic.js'
import { exitStatus } from '../errors.js'
import type { ReportFormat } from '../report/formats.js'
import { reporters } from '../report/index.js'
import type { Report, Reporter } from '../report/reporter.js'
import { summarise } from '../report/text.js'
import { printMessage, printResult } from './print.js'

export interface OutputOptions {
  readonly format: ReportFormat
  readonly quiet: boolean
  readonly strict: boolean
  /** undefined: as the terminal and NO_COLOR say. */
  readonly colour: boolean | undefined
}

/**
 * Prints a report: text for people goes to stderr, a format for machines is the result and goes to stdout.
 * Gives the exit status.
 */
export function printReport(report: Report, options: OutputOptions): number {
  const { format, quiet, strict } = options
  const said = quiet ? report.diagnostics.filter(({ severity }) => severity === 'error') : report.diagnostics
  const shown = { ...report, diagnostics: said }
  if (format === 'text') {
    const colours = useColour(options)
    printMessage(reporters.text(shown, { colour: colours }), { colours })
    if (!quiet) printMessage(summarise(shown))
  } else {
    const text = (reporters[format] as Reporter)(shown, { colour: false, strict })
    printResult(text, { commands: format === 'github' })
  }
  return isClean(report.diagnostics, strict) ? exitStatus.fine : exitStatus.findings
}

function isClean(diagnostics: readonly Diagnostic[], strict: boolean): boolean {
  return !hasErrors(diagnostics) && !(strict && diagnostics.some(({ severity }) => severity === 'warning'))
}

/** Whether a stream is to be coloured, as the options, NO_COLOR and the terminal say. */
export function useColour(
  { colour }: Pick<OutputOptions, 'colour'>,
  stream: { readonly isTTY?: boolean } = process.stderr,
): boolean {
  if (colour !== undefined) return colour
  if (process.env['NO_COLOR']) return false
  return stream.isTTY === true
}
