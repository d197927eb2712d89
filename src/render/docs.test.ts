import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { exitsOf, outcomeOfStep } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import { refusals } from '../policy/refusals.js'
import { everything } from '../testing/everything.js'
import { expectGolden, repository } from '../testing/golden.js'
import { projectOf } from '../testing/project.js'
import { soundsOf } from '../testing/sounds-of.js'
import { renderTree } from './render.js'

const page = path.join(repository, 'docs/records.md')
const text = readFileSync(page, 'utf8')
const projects = [everything(), readFileSync(path.join(repository, 'fixtures/plan/sipin.yaml'), 'utf8')].map(
  projectOf,
)
const trees = projects.map(project =>
  renderTree(project, soundsOf(project)).map(({ path: name, content }) => [name, String(content)] as const),
)
const steps = projects.flatMap(({ lines }) => lines.flatMap(line => [...planOf(line).steps.values()]))

describe('docs/records.md', () => {
  it('has every column of the call records, in their order', () => {
    const records = new Map(trees[0]).get('asterisk/records.conf') ?? ''
    const header = /calls\.csv,,,al,u\)=(start,[a-z_,]+)/.exec(records)?.[1]?.split(',') ?? []
    expect(header.length).toBeGreaterThan(10)
    const rows = table('column')
    expect(rows.map(([name]) => name)).toEqual(header)
    const numeric = [...records.matchAll(/"([a-z_]+)":\$\{/g)].map(([, name]) => name)
    expect(rows.flatMap(([name, what]) => (what?.startsWith('seconds') ? [name] : []))).toEqual(numeric)
  })

  it('has every outcome that a call plan can have', () => {
    const outcomes = new Set(steps.flatMap(step => outcomeOfStep(step) ?? []))
    expect(table('outcome').map(([name]) => name)).toEqual(expect.arrayContaining([...outcomes]))
    expect(table('outcome')).toHaveLength(outcomes.size)
  })

  it('has every reason that the dialplan can write, which are those of the call plans and what else ends a call', () => {
    const ofPlans = new Set<string>(
      steps.flatMap(step => exitsOf(step).flatMap(({ reason }) => reason ?? [])),
    )
    const dialplan = trees
      .flat()
      .filter(([name]) => /^asterisk\/(extensions|records|lines\/.*)\.conf$/.test(name))
    const written = dialplan.flatMap(([, content]) =>
      [
        ...content.matchAll(
          /(?:SIPIN_REASON|SHARED\(verdict\))=(?:([a-z-]+)|\$\{IF\([^?]*\?([a-z-]+):([a-z-]+)\))/g,
        ),
      ].flatMap(([, ...words]) => words.filter(word => word !== undefined)),
    )
    const documented = table('reason').flatMap(([name]) => name ?? [])
    expect(documented).toEqual(expect.arrayContaining([...ofPlans, ...written]))
    expect(documented.filter(name => !ofPlans.has(name) && !written.includes(name))).toEqual([])
  })

  it('has every reason for which the edge refuses, as the policy has them; `npm run docs` writes them', () => {
    const rows = refusals.map(
      ({ reason, status, phrase, text: why }) => `| \`${reason}\` | ${status} ${phrase} | ${why} |\n`,
    )
    expectGolden(
      page,
      text.replace(
        /(\| reason \| answer \| \|\n\|---\|---\|---\|\n)(?:\|.*\n)*/,
        (_, head: string) => head + rows.join(''),
      ),
    )
  })
})

/** The rows of the table whose first heading this is, a list of cells each. */
function table(heading: string): string[][] {
  const [, rows = ''] =
    new RegExp(`^\\| ${heading} \\| [^|]*\\|\\n\\|[-|]+\\|\\n((?:\\|.*\\n)+)`, 'm').exec(text) ?? []
  const cells = rows
    .trim()
    .split('\n')
    .map(row => row.slice(2, -2).split(' | '))
  expect(cells.length).toBeGreaterThan(1)
  return cells.map(([name = '', ...more]) => [name.replaceAll('`', ''), ...more])
}
