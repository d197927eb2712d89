import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { checkFiles } from '../commands/checked-files.js'
import { comingYear } from '../commands/date.js'
import { readProject } from '../commands/project-files.js'
import { explanations } from '../explanations.js'
import type { Report } from '../report/reporter.js'
import { reportText } from '../report/text.js'
import { expectGolden, repository } from '../testing/golden.js'
import { referLoop } from './refer-loop.js'

const root = path.join(repository, 'fixtures/rules')

/** Proofs about time need a day on which the year begins. */
const year = comingYear('2026-11-24')

describe.each(readdirSync(root))('%s', code => {
  const folder = path.join(root, code)
  const names = readdirSync(folder).filter(name => !name.endsWith('.out'))
  const bad = names.filter(name => name.startsWith('bad'))
  const ok = names.filter(name => name.startsWith('ok'))

  it('has a bad and a good example, and nothing else', () => {
    expect(explanations.has(code)).toBe(true)
    expect(bad.length).toBeGreaterThan(0)
    expect(ok.length).toBeGreaterThan(0)
    expect([...bad, ...ok].sort()).toEqual(names.sort())
  })

  it.each(bad)('%s is reported', async name => {
    const report = await check(path.join(folder, name))
    const severities = report.diagnostics.filter(diagnostic => diagnostic.code === code)
    expect(severities.length).toBeGreaterThan(0)
    const shown = reportText(report, { colour: false }).replaceAll(`${root}/`, '')
    expectGolden(path.join(folder, `${path.basename(name, '.yaml')}.out`), shown)
  })

  it.each(ok)('%s is silent', async name => {
    const report = await check(path.join(folder, name))
    expect(reportText(report, { colour: false })).toBe('')
  })
})

it('every code has a fixture folder', () => {
  const missing = [...explanations.keys()].filter(code => !existsSync(path.join(root, code)))
  expect(missing).toEqual([])
})

async function check(file: string): Promise<Report> {
  const proofs = path.basename(path.dirname(file)) === referLoop.code
  return (await checkFiles(await readProject(file), year, { proofs })).report
}
