import { expect, it } from '@jest/globals'
import { comingYear } from './commands/date.js'
import { checkProject, nothingUnchecked } from './pipeline.js'
import { reporters } from './report/index.js'
import type { Report, Reporter } from './report/reporter.js'
import { readScenarios } from './scenarios/read.js'
import { parseSource } from './source/parse.js'
import { projectOf } from './testing/project.js'
import { fill, good, one, shapes, size } from './testing/shapes.js'

const year = comingYear('2026-11-24')

/** How much longer than a good text a bad one of its size may take. */
const margin = 10

let measured: number | undefined

/**
 * What the good text takes once everything is warm. With a byte order mark before it, it is read by `yaml`, as every text
 * with a mistake is; the reader of the common forms takes half of the time.
 */
function usual(): number {
  measured ??= Math.min(...[1, 2, 3].map(() => timeOf(`\ufeff${good}`)))
  return measured
}

it.each(Object.entries(shapes))(
  '%s take no more than ten times what a good text of their size does',
  (name, text) => {
    expect(text.length).toBeLessThan(size * 2.5)
    const allowed = (margin * usual() * text.length) / good.length
    let taken = timeOf(text)
    // What collecting the garbage of others cost is not in the second.
    if (taken > allowed) taken = timeOf(text)
    if (taken > allowed) throw new Error(`${name}: ${taken.toFixed(0)} ms, and ${allowed.toFixed(0)} at most`)
  },
)

it('a good text has no problem', () => {
  expect(checkProject([{ file: 'sipin.yaml', text: good }], year).diagnostics).toEqual([])
})

it('of more than a thousand problems the others are counted', () => {
  const text = shapes['unsafe values on one line'] as string
  const { diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
  const report: Report = {
    diagnostics,
    unchecked: nothingUnchecked,
    sources: new Map([['sipin.yaml', text]]),
  }
  const more = diagnostics.length - 1000
  expect(more).toBeGreaterThan(1000)
  const said = reporters.text(report, { colour: false })
  expect(said.match(/^sipin\.yaml:/gm)).toHaveLength(1000)
  expect(said).toContain(`${more} other problems: not shown`)
  expect((reporters.github as Reporter)(report, { colour: false })).toContain(`${more} other problems`)
})

it('scenarios with problems take no longer either', () => {
  const project = projectOf(one)
  const head = 'scenarios:\n'
  const ok = fill(
    head,
    index => `  - {name: n${index}, call: {line: s, from: 203.0.113.1}, expect: {outcome: talk}}\n`,
  )
  const bad = [
    fill(head, () => '  - {name: same, call: {line: s, from: 203.0.113.1}, expect: {outcome: talk}}\n'),
    fill(
      head,
      index => `  - {name: n${index}, call: {line: t${index}, from: 203.0.113.1}, expect: {outcome: talk}}\n`,
    ),
    fill(head, index => `  - {name: n${index}, k${index}: 1}\n`),
    fill(
      head,
      index => `  - {name: n${index}, call: {line: s, from: "no${index}"}, expect: {outcome: talk}}\n`,
    ),
  ]
  const time = (text: string): number =>
    cpu(() => {
      const root = parseSource({ file: 's.yaml', text }).value
      return root && readScenarios(root, project)
    })
  const allowed = margin * time(ok)
  // As above: what collecting the garbage of others cost is not in the second.
  for (const text of bad) {
    const taken = time(text)
    expect(taken < allowed ? taken : time(text)).toBeLessThan(allowed)
  }
})

/** Milliseconds of CPU that reading, judging and saying take; what others do on the machine is not in it. */
function timeOf(text: string): number {
  return cpu(() => {
    const { diagnostics, unchecked } = checkProject([{ file: 'sipin.yaml', text }], year)
    const report: Report = { diagnostics, unchecked, sources: new Map([['sipin.yaml', text]]) }
    for (const reporter of [reporters.text, reporters.github, reporters.sarif] as Reporter[])
      reporter(report, { colour: false })
  })
}

function cpu(use: () => unknown): number {
  const before = process.cpuUsage()
  use()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
