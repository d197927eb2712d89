import type { Report } from '../report/reporter.js'
import { checkFiles } from './checked-files.js'
import { comingYear } from './date.js'
import { type OutputOptions, printReport } from './output.js'
import { readProjects } from './project-files.js'

export interface ValidateOptions extends OutputOptions {
  /** First day of the year that proofs about time look at; undefined: today. */
  readonly date: string | undefined
}

/** `sipin validate [PATH...]` */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<number> {
  const year = comingYear(options.date)
  const reports: Report[] = []
  for (const files of await readProjects(paths)) reports.push((await checkFiles(files, year)).report)
  return printReport(uniteReports(reports), options)
}

function uniteReports(reports: readonly Report[]): Report {
  return {
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(reports.flatMap(({ sources }) => [...sources])),
    skippedLines: reports.reduce((sum, { skippedLines }) => sum + skippedLines, 0),
  }
}
