import type { Report } from '../report/reporter.js'
import { checkFiles } from './checked-files.js'
import { type OutputOptions, printReport } from './output.js'
import { readProjects } from './project-files.js'

/** `sipin validate [PATH...]` */
export async function validate(paths: readonly string[], options: OutputOptions): Promise<number> {
  const reports: Report[] = []
  for (const files of await readProjects(paths)) reports.push((await checkFiles(files)).report)
  return printReport(uniteReports(reports), options)
}

function uniteReports(reports: readonly Report[]): Report {
  return {
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(reports.flatMap(({ sources }) => [...sources])),
    skippedLines: reports.reduce((sum, { skippedLines }) => sum + skippedLines, 0),
  }
}
