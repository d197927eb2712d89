import type { Diagnostic, Place, Severity } from '../diagnostic.js'
import { explanations } from '../explanations.js'
import { version } from '../version.gen.js'
import { type LineIndexes, lineIndexes } from './places.js'
import type { Report } from './reporter.js'

/** SARIF 2.1.0 (OASIS), which code scanning services and editors read. */
export function reportSarif({ diagnostics, sources }: Report): string {
  const indexOf = lineIndexes(sources)
  const codes = [...explanations.keys()]
  const run = {
    tool: { driver: { name: 'sipin', version, rules: codes.map(describeRule) } },
    columnKind: 'utf16CodeUnits',
    artifacts: [...sources.keys()].map(file => ({ location: artifact(file) })),
    results: diagnostics.map(diagnostic => describeResult(diagnostic, codes, indexOf)),
  }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'note' }

function describeRule(code: string): object {
  const explanation = explanations.get(code)
  if (!explanation) throw new Error(`no explanation of ${code}`)
  const { severity, summary, why } = explanation
  return {
    id: code,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    defaultConfiguration: { level: levels[severity] },
  }
}

function describeResult(diagnostic: Diagnostic, codes: readonly string[], indexOf: LineIndexes): object {
  const { code, severity, message, help, place, related = [], fix } = diagnostic
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    locations: [locate(place, indexOf)],
    relatedLocations: related.map(other => ({
      ...locate(other.place, indexOf),
      message: { text: other.text },
    })),
    ...(fix ? { fixes: [describeFix(fix.place, fix.text, indexOf)] } : {}),
  }
}

function locate(place: Place, indexOf: LineIndexes): object {
  const region = regionOf(place, indexOf)
  return { physicalLocation: { artifactLocation: artifact(place.file), ...(region ? { region } : {}) } }
}

function describeFix(place: Place, text: string, indexOf: LineIndexes): object {
  const deletedRegion = regionOf(place, indexOf)
  const replacement = { deletedRegion, insertedContent: { text } }
  return { artifactChanges: [{ artifactLocation: artifact(place.file), replacements: [replacement] }] }
}

function regionOf({ file, span }: Place, indexOf: LineIndexes): object | undefined {
  const lines = indexOf(file)
  if (!lines) return undefined
  const start = lines.positionOf(span.start)
  const end = lines.positionOf(span.end)
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

/** A URI reference (RFC 3986): a path is one once its odd characters are escaped. */
function artifact(file: string): object {
  const text = file.replace(/\p{Cs}/gu, '\ufffd')
  return { uri: text.split('/').map(encodeURIComponent).join('/') }
}
