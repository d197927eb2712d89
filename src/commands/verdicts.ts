import type { Diagnostic } from '../diagnostic.js'
import { exitStatus } from '../errors.js'
import type { Evidence } from '../lab/evidence.js'
import { outcomeOf } from '../lab/outcome.js'
import type { BootFailure } from '../lab/rehearse.js'
import type { Verdict } from '../lab/run.js'
import { describeOutcome } from '../lab/verdict.js'
import { printable, printablePath } from '../printable.js'
import { reportJson } from '../report/json.js'
import { formatJUnit } from '../report/junit.js'
import { lineIndexes } from '../report/places.js'
import type { Report } from '../report/reporter.js'
import { type OutputOptions, printReport } from './output.js'
import { printMessage, printResult } from './print.js'

/** text for people, junit for CI systems, json for programs. */
export type VerdictFormat = 'text' | 'junit' | 'json'

export interface VerdictOptions extends Omit<OutputOptions, 'format'> {
  readonly format: VerdictFormat
  readonly kamailio: string
  /** Where captures and logs go when something fails. */
  readonly evidence: string
}

export interface Rehearsed {
  readonly verdicts: readonly Verdict[]
  /** undefined: everything passed. */
  readonly evidence: Evidence | undefined
}

/** One line about a scenario: what it is, what became of it, how long it took. */
export function describeVerdict({ scenario, observation, seconds }: Verdict): string {
  return `${printable(scenario.name)} (${describeOutcome(observation)}, ${seconds.toFixed(1)} s)`
}

/** Prints what became of every scenario and gives the exit status; `sources` are the scenario files. */
export function printVerdicts(
  rehearsed: Rehearsed,
  sources: Report['sources'],
  { format, kamailio }: VerdictOptions,
): number {
  const writers = { text: formatText, junit: formatCases, json: formatJson }
  printResult(writers[format](rehearsed, sources, kamailio))
  return rehearsed.verdicts.some(hasFailed) ? exitStatus.findings : exitStatus.fine
}

/** What the boot stage found goes where diagnostics go; for machines there is a result as well. */
export function printBootFindings(
  diagnostics: readonly Diagnostic[],
  report: Report,
  options: VerdictOptions,
): number {
  const shown = { ...report, diagnostics }
  const status = printReport(shown, { ...options, format: 'text' })
  if (options.format === 'junit') {
    const faults = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    const boot = { suite: 'sipin test', name: 'the engines start', seconds: 0, faults, detail: '' }
    printResult(formatJUnit('sipin test', [boot]))
  } else if (options.format === 'json') {
    printResult(reportJson(shown))
  }
  return status
}

/** The same of engines that did not start, or complained. */
export function printBootFailure({ problems }: BootFailure, report: Report, options: VerdictOptions): number {
  const status = printBootFindings(problems, report, options)
  printMessage(`logs of the engines are in ${printable(options.evidence)}/\n`)
  return status
}

function hasFailed({ faults }: Verdict): boolean {
  return faults.length > 0
}

function formatText({ verdicts, evidence }: Rehearsed, sources: Report['sources']): string {
  const failed = verdicts.filter(hasFailed)
  const place = placeFinder(sources)
  return [
    ...verdicts.map(verdict => `${hasFailed(verdict) ? 'FAIL' : 'ok  '} ${describeVerdict(verdict)}\n`),
    ...failed.flatMap(verdict => {
      const { file, line } = place(verdict)
      const ladder = evidence?.ladders.get(verdict) ?? ''
      return [
        `\n${printablePath(file)}:${line}: FAIL ${printable(verdict.scenario.name)}\n`,
        ...verdict.faults.map(fault => `  ${printable(fault)}\n`),
        `${shorten(ladder).replace(/^/gm, '  ')}\n`,
      ]
    }),
    `\n${verdicts.length - failed.length} of ${verdicts.length} scenarios passed\n`,
    evidence ? `capture, logs and ladders of the failures are in ${printable(evidence.folder)}/\n` : '',
  ].join('')
}

/** A long ladder is whole in its file; the terminal has both of its ends. */
function shorten(ladder: string): string {
  const rungs = ladder.split('\n')
  if (rungs.length <= 50) return ladder
  return [...rungs.slice(0, 30), `… ${rungs.length - 45} more`, ...rungs.slice(-15)].join('\n')
}

function formatCases({ verdicts, evidence }: Rehearsed): string {
  const cases = verdicts.map(verdict => {
    const { scenario, seconds, faults } = verdict
    const detail = evidence?.ladders.get(verdict) ?? ''
    return { suite: scenario.place.file, name: scenario.name, seconds, faults, detail }
  })
  return formatJUnit('sipin test', cases)
}

function formatJson({ verdicts, evidence }: Rehearsed, sources: Report['sources'], kamailio: string): string {
  const place = placeFinder(sources)
  const failed = verdicts.filter(hasFailed).length
  const scenarios = verdicts.map(verdict => ({
    name: verdict.scenario.name,
    ...place(verdict),
    passed: !hasFailed(verdict),
    seconds: Number(verdict.seconds.toFixed(3)),
    outcome: outcomeOf(verdict.observation),
    seen: describeOutcome(verdict.observation),
    faults: verdict.faults,
    callIds: verdict.callIds,
  }))
  const summary = { passed: verdicts.length - failed, failed }
  const result = { version: 1, kamailio, scenarios, summary, evidence: evidence?.folder ?? null }
  return `${JSON.stringify(result, undefined, 2)}\n`
}

function placeFinder(sources: Report['sources']) {
  const indexes = lineIndexes(sources)
  return ({ scenario: { place } }: Verdict) => ({
    file: place.file,
    line: indexes(place.file)?.positionOf(place.span.start).line ?? 1,
  })
}
