import path from 'node:path'
import { hasErrors } from '../diagnostic.js'
import { exitStatus, UsageError } from '../errors.js'
import { describeEnding } from '../explain/text.js'
import { nothingUnchecked } from '../pipeline.js'
import { printable, printablePath } from '../printable.js'
import { formatJUnit } from '../report/junit.js'
import { lineIndexes } from '../report/places.js'
import { coverageOf, type LineCoverage } from '../scenarios/coverage.js'
import { judgeByModel, type ModelVerdict } from '../scenarios/model-verdict.js'
import { suggestScenarios } from '../scenarios/suggest.js'
import { createFiles } from '../write/write-file.js'
import { checkErrors } from './checked-files.js'
import { comingYear } from './date.js'
import { type OutputOptions, printReport } from './output.js'
import { printMessage, printResult } from './print.js'
import { readProject } from './project-files.js'
import { readScenarioFiles } from './scenario-files.js'

export interface TestModelOptions extends Omit<OutputOptions, 'format'> {
  readonly format: 'text' | 'junit' | 'json'
  /** Write the scenarios that are missing to scenarios/suggested.yaml. */
  readonly suggest: boolean
  /** First day of the year that coverage looks at; undefined: today. */
  readonly date: string | undefined
}

/** `sipin test --model [PATH]`: the scenarios through the pure model; no engine, no network. */
export async function testModel(name: string, options: TestModelOptions): Promise<number> {
  const files = await readProject(name)
  const { project, report } = await checkErrors(files)
  if (!project || hasErrors(report.diagnostics)) return printReport(report, { ...options, format: 'text' })
  const { scenarios, unread, sources, diagnostics } = await readScenarioFiles(files, project)
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  if (hasErrors(diagnostics))
    return printReport(
      { diagnostics, sources: texts, unchecked: { ...nothingUnchecked, scenarioFiles: unread } },
      { ...options, format: 'text' },
    )
  if (scenarios.length === 0 && !options.suggest)
    throw new UsageError(
      `${path.join(files.base, 'scenarios')}: there are no scenarios to test; \`--suggest\` writes some`,
    )
  const verdicts = scenarios.map(scenario => judgeByModel(project, scenario))
  const coverage = coverageOf(project, verdicts, comingYear(options.date))
  printResult(formats[options.format](verdicts, coverage, texts))
  if (options.suggest) writeSuggestions(files.base, suggestScenarios(project, coverage))
  return verdicts.some(hasFailed) ? exitStatus.findings : exitStatus.fine
}

function writeSuggestions(base: string, { yaml, unsayable }: ReturnType<typeof suggestScenarios>): void {
  const file = path.join(base, 'scenarios', 'suggested.yaml')
  for (const what of unsayable) printMessage(`no scenario can say what ${what} needs\n`)
  if (yaml === undefined) {
    printMessage('nothing to suggest: the scenarios touch everything that they can\n')
    return
  }
  createFiles([[file, yaml]])
  printMessage(`${printablePath(file)} written\n`)
}

function hasFailed({ faults }: ModelVerdict): boolean {
  return faults.length > 0
}

type Format = (
  verdicts: readonly ModelVerdict[],
  coverage: readonly LineCoverage[],
  sources: ReadonlyMap<string, string>,
) => string

const formats: Readonly<Record<TestModelOptions['format'], Format>> = {
  text: formatText,
  junit: formatCases,
  json: formatJson,
}

function formatText(...[verdicts, coverage, sources]: Parameters<Format>): string {
  const failed = verdicts.filter(hasFailed)
  const indexes = lineIndexes(sources)
  return [
    ...verdicts.map(verdict => {
      const { scenario, decision } = verdict
      return `${hasFailed(verdict) ? 'FAIL' : 'ok  '} ${printable(scenario.name)} (${describeEnding(decision)})\n`
    }),
    ...failed.flatMap(({ scenario: { name, place }, faults }) => {
      const line = indexes(place.file)?.positionOf(place.span.start).line
      return [
        `\n${printablePath(place.file)}:${line}: FAIL ${printable(name)}\n`,
        ...faults.map(fault => `  ${printable(fault)}\n`),
      ]
    }),
    `\n${verdicts.length - failed.length} of ${verdicts.length} scenarios pass in the model\n`,
    ...formatCoverage(coverage),
  ].join('')
}

function formatCoverage(coverage: readonly LineCoverage[]): string[] {
  return coverage.flatMap(({ line, possible, untouched, outcomes }) => [
    `${line.id}: ${possible - untouched.length} of ${possible} ends and exits of its call plan\n`,
    ...(outcomes.length > 0 ? [`  no scenario ends in ${outcomes.join(', ')}\n`] : []),
    ...(untouched.length > 0 ? [`  untouched: ${untouched.map(({ edge }) => edge).join(', ')}\n`] : []),
  ])
}

function formatCases(...[verdicts]: Parameters<Format>): string {
  const cases = verdicts.map(({ scenario, decision, faults }) => ({
    suite: scenario.place.file,
    name: scenario.name,
    seconds: 0,
    faults,
    detail: describeEnding(decision),
  }))
  return formatJUnit('sipin test --model', cases)
}

function formatJson(...[verdicts, coverage]: Parameters<Format>): string {
  const failed = verdicts.filter(hasFailed).length
  const result = {
    version: 1,
    scenarios: verdicts.map(({ scenario, decision: { steps, ...ending }, faults }) => ({
      name: scenario.name,
      file: scenario.place.file,
      passed: faults.length === 0,
      ...ending,
      faults,
    })),
    coverage: coverage.map(({ line, possible, untouched, outcomes }) => ({
      line: line.id,
      possible,
      untouched: untouched.map(({ edge }) => edge),
      outcomes,
    })),
    summary: { passed: verdicts.length - failed, failed },
  }
  return `${JSON.stringify(result, undefined, 2)}\n`
}
