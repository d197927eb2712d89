import { hasErrors } from '../diagnostic.js'
import { proofText } from '../explain/proofs.js'
import type { Report } from '../report/reporter.js'
import { checkFiles } from './checked-files.js'
import { comingYear } from './date.js'
import { type OutputOptions, printReport } from './output.js'
import { printResult } from './print.js'
import { readProjects } from './project-files.js'

export interface ValidateOptions extends OutputOptions {
  /** First day of the year that proofs about time look at; undefined: today. */
  readonly date: string | undefined
  /** Print what holds of every line, when there are no errors. */
  readonly proofs: boolean
}

/** `sipin validate [PATH...]` */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<number> {
  const year = comingYear(options.date)
  const checked = []
  for (const files of await readProjects(paths)) checked.push(await checkFiles(files, year, options))
  const report = uniteReports(checked.map(project => project.report))
  if (options.proofs && options.format === 'text' && !hasErrors(report.diagnostics))
    for (const { project } of checked) if (project) printResult(proofText(project, year))
  return printReport(report, options)
}

function uniteReports(reports: readonly Report[]): Report {
  return {
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(reports.flatMap(({ sources }) => [...sources])),
    hints: reports.flatMap(({ hints = [] }) => hints),
    unchecked: {
      lines: reports.flatMap(({ unchecked }) => unchecked.lines),
      rules: [...new Set(reports.flatMap(({ unchecked }) => unchecked.rules))],
    },
  }
}
