import type { Diagnostic } from '../diagnostic.js'
import type { Report, ReportStyle } from './reporter.js'
import { reportText } from './text.js'

/** One test case for each file: it fails when the file has errors, with --strict also when it has warnings. */
export function reportJUnit(report: Report, { strict = false }: ReportStyle): string {
  const fails = ({ severity }: Diagnostic): boolean =>
    severity === 'error' || (strict && severity === 'warning')
  const files = new Set([...report.sources.keys(), ...report.diagnostics.map(({ place }) => place.file)])
  const cases = Array.from(files, (file): JUnitCase => {
    const own = report.diagnostics.filter(({ place }) => place.file === file)
    const faults = own.filter(fails).map(({ message, code }) => `${message} [${code}]`)
    const detail = reportText({ ...report, diagnostics: own }, { colour: false })
    return { suite: 'sipin.validate', name: file, seconds: 0, faults, detail }
  })
  return formatJUnit('sipin validate', cases)
}

/** One test of a JUnit report. */
export interface JUnitCase {
  readonly suite: string
  readonly name: string
  readonly seconds: number
  /** Empty: it passed. */
  readonly faults: readonly string[]
  readonly detail: string
}

/** The XML that CI systems read: one test suite, one case for each scenario. */
export function formatJUnit(name: string, cases: readonly JUnitCase[]): string {
  const failures = cases.filter(({ faults }) => faults.length > 0).length
  const seconds = cases.reduce((sum, test) => sum + test.seconds, 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}">`,
    `  <testsuite name="${escapeAttribute(name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${seconds.toFixed(3)}">`,
    ...cases.flatMap(formatCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function formatCase({ suite, name, seconds, faults, detail }: JUnitCase): string[] {
  const head = `    <testcase classname="${escapeAttribute(suite)}" name="${escapeAttribute(name)}" time="${seconds.toFixed(3)}"`
  if (faults.length === 0 && detail === '') return [`${head}/>`]
  if (faults.length === 0)
    return [`${head}>`, `      <system-out>${escapeXml(detail)}</system-out>`, '    </testcase>']
  return [
    `${head}>`,
    `      <failure message="${escapeAttribute(faults.join('; '))}">${escapeXml([...faults, '', detail].join('\n'))}</failure>`,
    '    </testcase>',
  ]
}

/** XML 1.0 section 2.2 allows no control characters but tab and line ends, however they are written. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

/** In an attribute a line end would become a blank, and begin a line of the report. */
function escapeAttribute(text: string): string {
  return escapeXml(text).replace(/[\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}
