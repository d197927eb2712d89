import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { explanations } from '../explanations.js'
import type { Explanation } from '../problems.js'
import { expectGolden, repository } from '../testing/golden.js'
import { rules } from './index.js'

const fixtures = path.join(repository, 'fixtures/rules')

it('docs/rules.md says what the rules and their fixtures say; `npm run docs` writes it', () => {
  expectGolden(path.join(repository, 'docs/rules.md'), page())
})

it('every summary and reason is a sentence of its kind', () => {
  for (const [code, { summary, why }] of explanations) {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(summary).toMatch(/^[a-zA-Z][^\n]*[^.\n]$/)
    expect(why).toMatch(/^[A-Z`][^\n]*\.$/)
  }
  expect(new Set(Array.from(explanations.values(), ({ summary }) => summary)).size).toBe(explanations.size)
})

function page(): string {
  const ofRules = new Set(rules.map(({ code }) => code))
  const sections = (wanted: boolean): string[] =>
    [...explanations]
      .filter(([code]) => ofRules.has(code) === wanted)
      .map(([code, explanation]) => section(code, explanation))
  return [
    '<!-- Made from the rules and their fixtures by `npm run docs`; not to be edited. -->',
    '# What sipin finds',
    '',
    'An **error** cannot work or cannot be meant. A **warning** works but is probably not meant; `--strict` makes it',
    'count, and `# sipin-ignore CODE: reason`, on its line or the one above, silences it where it is meant. A **note**',
    'is worth knowing. Each problem is shown here with its first example in `fixtures/rules/`.',
    '',
    '## The meaning of a project',
    '',
    ...sections(true),
    '## Reading a project',
    '',
    ...sections(false),
  ].join('\n')
}

function section(code: string, { severity, summary, why }: Explanation): string {
  const shown = example(code)
  const reason = shown.includes(`why: ${why}`) ? '' : ` ${why}`
  return [
    `### ${code}`,
    '',
    `*${severity[0]?.toUpperCase()}${severity.slice(1)}*: ${summary}.${reason}`,
    '',
    '```',
    shown,
    '```',
    '',
  ].join('\n')
}

function example(code: string): string {
  const folder = path.join(fixtures, code)
  const [first] = readdirSync(folder)
    .filter(name => name.startsWith('bad') && name.endsWith('.out'))
    .sort()
  const said = readFileSync(path.join(folder, first as string), 'utf8').trimEnd()
  // The problem that is meant, without those that come with it.
  return said.split('\n\n').find(problem => problem.includes(`[${code}]`)) as string
}
