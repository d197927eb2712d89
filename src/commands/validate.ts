import { checkProject } from '../pipeline.js'
import type { Report } from '../report/reporter.js'
import { type OutputOptions, printReport } from './output.js'
import { type ProjectFiles, readProjects } from './project-files.js'

/** `sipin validate [PATH...]` */
export async function validate(paths: readonly string[], options: OutputOptions): Promise<number> {
  const reports = (await readProjects(paths)).map(reportOf)
  return printReport(uniteReports(reports), options)
}

function reportOf({ sources, diagnostics }: ProjectFiles): Report {
  const checked = checkProject(sources)
  return {
    diagnostics: [...diagnostics, ...checked.diagnostics],
    sources: new Map(sources.map(({ file, text }) => [file, text])),
    skippedLines: checked.skippedLines,
  }
}

function uniteReports(reports: readonly Report[]): Report {
  return {
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(reports.flatMap(({ sources }) => [...sources])),
    skippedLines: reports.reduce((sum, { skippedLines }) => sum + skippedLines, 0),
  }
}
