import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { DOMParser } from '@xmldom/xmldom'
import Ajv from 'ajv-draft-04'
import fc from 'fast-check'
import type { Diagnostic } from '../diagnostic.js'
import { checkProject, nothingUnchecked } from '../pipeline.js'
import { indexLines } from '../source/lines.js'
import { repository } from '../testing/golden.js'
import type { ReportFormat } from './formats.js'
import { reporters } from './index.js'
import type { Report, Reporter } from './reporter.js'

const text = `version: 1
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.10/28, 203.0.113.4]
    voicemail: true
  billing:
    uri: sip:acme-billing@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`
const found = reportOn([{ file: 'team a/sipin.yaml', text }])

/** A problem of which every text is as odd as may be. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a\r\nb', '100%', '::error::x', ']]>', '<&">\'', '\u0000\u001b[31m', 'é😀', '-->', '%0A'),
)
const oddReport: fc.Arbitrary<Report> = fc
  .record({
    message: oddText,
    help: oddText,
    why: oddText,
    text: oddText,
    file: fc.constantFrom('a.yaml', 'a b,c:d%.yaml', '<stdin>', 'é/ü.yaml'),
    start: fc.nat(8),
    length: fc.nat(4),
    severity: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
  })
  .map(({ file, text: content, start, length, ...words }) => {
    const place = { file, span: { start, end: start + length } }
    const related = [{ place, text: words.message }]
    const diagnostic: Diagnostic = {
      ...words,
      code: 'bad-uri',
      place,
      related,
      fix: { place, text: words.help },
    }
    return { diagnostics: [diagnostic], sources: new Map([[file, content]]), unchecked: nothingUnchecked }
  })

describe('sarif', () => {
  const schema = path.join(
    repository,
    'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  )
  const validate = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    JSON.parse(readFileSync(schema, 'utf8')),
  )

  it('is SARIF 2.1.0, whatever the texts', () => {
    fc.assert(
      fc.property(oddReport, report => {
        const log = JSON.parse(show('sarif', report))
        validate(log)
        expect(validate.errors ?? []).toEqual([])
        // The formats that the schema asks for and ajv leaves out.
        const { uri } = log.runs[0].results[0].locations[0].physicalLocation.artifactLocation
        expect(decodeURIComponent(new URL(uri, 'file:///').pathname.slice(1))).toBe(
          [...report.sources.keys()][0],
        )
      }),
    )
    expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false)
  })

  it('says what was found, where, with the other places and the fix', () => {
    const [run] = JSON.parse(show('sarif', found)).runs
    const results = run.results.map((result: { ruleId: string; ruleIndex: number }) => {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      return result.ruleId
    })
    expect(results).toEqual(['host-bits', 'covered-range', 'duplicate-uri'])
    const [hostBits, , duplicate] = run.results
    expect(hostBits.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'team%20a/sipin.yaml' },
      region: { startLine: 5, startColumn: 13, endLine: 5, endColumn: 28 },
    })
    expect(hostBits.fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe('203.0.113.0/28')
    expect(duplicate.relatedLocations[0].physicalLocation.region.startLine).toBe(4)
    expect(duplicate.level).toBe('error')
  })
})

describe('github', () => {
  it('is one workflow command for each problem', () => {
    const lines = show('github', found).trimEnd().split('\n')
    expect(lines.map(line => readCommand(line))).toMatchObject([
      {
        command: 'warning',
        properties: { file: 'team a/sipin.yaml', line: '5', col: '13', endColumn: '27', title: 'host-bits' },
      },
      { command: 'warning', properties: { line: '5', title: 'covered-range' } },
      { command: 'error', properties: { line: '8', title: 'duplicate-uri' } },
    ])
  })

  it('says the same whatever the texts, and never a second command', () => {
    fc.assert(
      fc.property(oddReport, report => {
        const shown = show('github', report)
        expect(shown.split(/\r\n|\r|\n/)).toHaveLength(2)
        const [{ message, code, place }] = report.diagnostics as [Diagnostic]
        const { properties, data } = readCommand(shown.slice(0, -1))
        expect(properties).toMatchObject({ file: place.file, title: code })
        expect(data.startsWith(message)).toBe(true)
      }),
    )
  })
})

describe('junit', () => {
  it('is well-formed XML, whatever the texts, and fails as the exit status does', () => {
    fc.assert(
      fc.property(oddReport, fc.boolean(), (report, strict) => {
        const document = readXml(show('junit', report, strict))
        const [{ severity, message }] = report.diagnostics as [Diagnostic]
        const failures = Array.from(document.getElementsByTagName('failure'))
        expect(failures).toHaveLength(severity === 'error' || (severity === 'warning' && strict) ? 1 : 0)
        expect(document.getElementsByTagName('testsuites')[0]?.getAttribute('failures')).toBe(
          String(failures.length),
        )
        // XML has no way to write these.
        const legal = message.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
        for (const failure of failures) expect(failure.getAttribute('message')).toBe(`${legal} [bad-uri]`)
      }),
    )
  })

  it('has a case for every file, also for the healthy ones', () => {
    const healthy = { ...found, sources: new Map([...found.sources, ['b.yaml', '']]) }
    const cases = Array.from(readXml(show('junit', healthy)).getElementsByTagName('testcase'))
    expect(
      cases.map(test => [test.getAttribute('name'), test.getElementsByTagName('failure').length]),
    ).toEqual([
      ['team a/sipin.yaml', 1],
      ['b.yaml', 0],
    ])
  })
})

describe('json', () => {
  it('gives back what was found, whatever the texts', () => {
    fc.assert(
      fc.property(oddReport, report => {
        const { diagnostics, summary, version } = JSON.parse(show('json', report))
        const [{ message, severity, code, help, why, place }] = report.diagnostics as [Diagnostic]
        expect(version).toBe(1)
        expect(diagnostics).toMatchObject([{ message, severity, code, help, why, file: place.file }])
        expect(summary[severity]).toBe(1)
      }),
    )
  })
})

describe('text', () => {
  it('has a first line for machines, for every problem', () => {
    const first = show('text', found)
      .split('\n')
      .filter(line => /^\S/.test(line))
      .map(line => /^(.+):(\d+):(\d+): (error|warning|note): .+ \[([a-z-]+)\]$/.exec(line)?.slice(1))
    expect(first).toEqual([
      ['team a/sipin.yaml', '5', '13', 'warning', 'host-bits'],
      ['team a/sipin.yaml', '5', '30', 'warning', 'covered-range'],
      ['team a/sipin.yaml', '8', '10', 'error', 'duplicate-uri'],
    ])
  })

  it('has colours only when asked', () => {
    const plain = reporters.text(found, { colour: false })
    const colourful = reporters.text(found, { colour: true })
    expect(plain).not.toContain('\u001b')
    expect(colourful).toContain('\u001b[31m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(colourful.replace(/\u001b\[\d+m/g, '')).toBe(plain)
  })
})

it('every format agrees on how many problems there are and on which lines', () => {
  const indexOf = indexLines(text)
  const expected = found.diagnostics.map(({ place }) => indexOf.positionOf(place.span.start).line)
  const lines: Readonly<Record<Exclude<ReportFormat, 'junit'>, number[]>> = {
    text: [...show('text', found).matchAll(/^\S.*?:(\d+):\d+: /gm)].map(([, line]) => Number(line)),
    json: JSON.parse(show('json', found)).diagnostics.map(({ line }: { line: number }) => line),
    github: [...show('github', found).matchAll(/line=(\d+),endLine/g)].map(([, line]) => Number(line)),
    sarif: JSON.parse(show('sarif', found)).runs[0].results.map(
      (result: { locations: { physicalLocation: { region: { startLine: number } } }[] }) =>
        result.locations[0]?.physicalLocation.region.startLine,
    ),
  }
  for (const format of Object.values(lines)) expect(format).toEqual(expected)
})

function reportOn(sources: readonly { file: string; text: string }[]): Report {
  const { diagnostics, unchecked } = checkProject(sources)
  return { diagnostics, unchecked, sources: new Map(sources.map(source => [source.file, source.text])) }
}

function show(format: ReportFormat, report: Report, strict = false): string {
  return (reporters[format] as Reporter)(report, { colour: false, strict })
}

/** Reads a command as GitHub's runner does. */
function readCommand(line: string): { command: string; properties: Record<string, string>; data: string } {
  const [, command = '', list = '', data = ''] = /^::(\w+) (.*?)::([\s\S]*)$/.exec(line) ?? []
  const decode = (escaped: string): string =>
    escaped
      .replace(/%0D/g, '\r')
      .replace(/%0A/g, '\n')
      .replace(/%3A/g, ':')
      .replace(/%2C/g, ',')
      .replace(/%25/g, '%')
  const properties = list.split(',').map(pair => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), decode(pair.slice(at + 1))] as const
  })
  return { command, properties: Object.fromEntries(properties), data: decode(data) }
}

function readXml(xml: string) {
  const fail = (level: string, message: string): void => {
    // U+FFFD is a character of XML; the parser only asks where it comes from.
    if (/replacement character/i.test(message)) return
    throw new Error(`${level}: ${message}\n${xml}`)
  }
  return new DOMParser({ onError: fail }).parseFromString(xml, 'text/xml')
}
