import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import type { Diagnostic, Fix } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'
import { repository } from '../testing/golden.js'

type Fixable = Diagnostic & { readonly fix: Fix }

const root = path.join(repository, 'fixtures/rules')
const fixable = readdirSync(root, { recursive: true })
  .map(String)
  .filter(name => /\/bad[^/]*\.yaml$/.test(name))
  .flatMap(name => {
    const text = readFileSync(path.join(root, name), 'utf8')
    return problemsOf(text)
      .filter((problem): problem is Fixable => problem.fix !== undefined)
      .map((problem, index) => [`${name} ${problem.code} ${index}`, text, problem] as const)
  })

it('some problems have a fix', () => {
  expect(new Set(fixable.map(([, , { code }]) => code)).size).toBeGreaterThan(3)
})

it.each(fixable)(
  '%s: its fix takes the problem away and makes none of its kind',
  (_, text, { code, fix }) => {
    const { start, end } = fix.place.span
    const before = problemsOf(text).filter(problem => problem.code === code).length
    const fixed = text.slice(0, start) + fix.text + text.slice(end)
    expect(problemsOf(fixed).filter(problem => problem.code === code)).toHaveLength(before - 1)
  },
)

function problemsOf(text: string): readonly Diagnostic[] {
  return checkProject([{ file: 'sipin.yaml', text }]).diagnostics
}
