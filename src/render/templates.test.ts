import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it, jest } from '@jest/globals'
import Handlebars from 'handlebars'
import { checkProject } from '../pipeline.js'
import { refusals } from '../policy/refusals.js'
import { everything } from '../testing/everything.js'
import { repository } from '../testing/golden.js'
import { soundsOf } from '../testing/sounds-of.js'
import { templates } from './templates.gen.js'
import type { TemplateName } from './templates.js'

const folder = path.join(repository, 'templates')
const names = readdirSync(folder, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.hbs'))
  .map(name => name.replace(/\.hbs$/, ''))

/** Every view that the targets hand to each template, for projects that use all of them. */
const views = new Map<string, unknown[]>()

beforeAll(async () => {
  jest.unstable_mockModule('./templates.js', () => ({
    renderTemplate: (name: string, view: unknown) => {
      views.set(name, [...(views.get(name) ?? []), view])
      return ''
    },
  }))
  const { renderTree } = await import('./render.js')
  const projects = ['deployments/minimal', 'deployments/two-nodes', 'acme', 'cloud', 'edge'].map(name =>
    readFileSync(path.join(repository, 'fixtures', name, 'sipin.yaml'), 'utf8'),
  )
  for (const text of [everything(), ...projects]) {
    const { project } = checkProject([{ file: 'sipin.yaml', text }])
    if (!project) throw new Error('no project')
    renderTree(project, soundsOf(project))
  }
})

it.each(names)('%s has no value straight behind a `;`, where `--` would open a block of comment', name => {
  expect(readFileSync(path.join(folder, `${name}.hbs`), 'utf8')).not.toMatch(/^[ \t]*;\{\{/m)
})

describe("the reasons of the edge's script", () => {
  const parts = names.filter(name => name.startsWith('kamailio/script/'))
  const textOf = (name: string): string => readFileSync(path.join(folder, `${name}.hbs`), 'utf8')

  it('are those of the policy: each is named somewhere, and no other can be rendered', () => {
    const named = new Set(parts.flatMap(name => pathsOf(textOf(name))).filter(([head]) => head === 'reasons'))
    const reasons = [...named].map(([, reason = '']) => reason)
    expect([...new Set(reasons)].sort()).toEqual(refusals.map(({ reason }) => reason).sort())
  })

  it('are names of the view: none is written by hand', () => {
    const byHand = /\$var\((reason|why)\) = "[^"{]/
    expect(parts.filter(name => byHand.test(textOf(name)))).toEqual([])
    expect('$var(reason) = "malformed"').toMatch(byHand)
  })
})

describe('a template', () => {
  it.each(names)('%s is rendered as Handlebars would', name => {
    const text = readFileSync(path.join(folder, `${name}.hbs`), 'utf8')
    const render = Handlebars.compile(text, { noEscape: true, strict: true, knownHelpersOnly: true })
    for (const view of views.get(name) ?? [])
      expect((templates[name as TemplateName] as (view: unknown) => string)(view)).toBe(render(view))
  })

  it('whose view lacks a value is an error', () => {
    for (const name of names)
      if (/\{\{/.test(readFileSync(path.join(folder, `${name}.hbs`), 'utf8')))
        expect([
          name,
          faultOf(() => (templates[name as TemplateName] as (view: object) => string)({})),
        ]).toEqual([name, expect.stringMatching(/is (missing|no text|no list)|properties of undefined/)])
  })

  it.each(names)('%s holds layout only, and its view has everything it names', name => {
    expect(views.get(name)).toBeDefined()
    expect(faultsOf(readFileSync(path.join(folder, `${name}.hbs`), 'utf8'), views.get(name) ?? [])).toEqual(
      [],
    )
  })

  // What Handlebars renders as nothing, or as something else, without a word.
  it.each([
    ['{{missing}}', { present: 'x' }, '`missing` is missing'],
    ['{{#if missing}}x{{/if}}', { present: 'x' }, '`missing` is missing'],
    ['{{#each missing}}x{{/each}}', { present: 'x' }, '`missing` is missing'],
    ['{{#each list}}{{x}}{{/each}}', { list: [{ y: 1 }] }, '`x` is missing'],
    ['{{#each list}}{{x}}{{/each}}', { list: [] }, '`x` was never seen'],
    ['{{#each list}}x{{/each}}', { list: 'text' }, '`list` is no list'],
    ['{{object}}', { object: {} }, '`object` is no text'],
    ['{{flag}}', { flag: true }, '`flag` is no text'],
    ['{{#each list}}{{../x}}{{/each}}', { x: 'x', list: [1] }, '`../x` reaches outside'],
    ['{{lower x}}', { x: 'x' }, '`lower` is a helper'],
    ['{{#unless x}}y{{/unless}}', { x: true }, '`unless` is a helper'],
    ['{{#if (eq x 1)}}y{{/if}}', { x: 1 }, '`if` decides'],
    ['{{> other}}', {}, '`other` is a partial'],
    ['{{@index}}', {}, '`@index` reaches outside'],
  ])('%s is caught', (text, view, fault) => {
    expect(faultsOf(text, [view])).toEqual([fault])
  })
})

/** Every path that a template names, as its parts. */
function pathsOf(text: string): string[][] {
  const paths: string[][] = []
  const visitor = new Handlebars.Visitor()
  visitor.PathExpression = ({ parts }: hbs.AST.PathExpression) => void paths.push(parts.map(String))
  visitor.accept(Handlebars.parse(text))
  return paths
}

function faultOf(render: () => string): string {
  try {
    return render()
  } catch (error) {
    return (error as Error).message
  }
}

function faultsOf(text: string, contexts: readonly unknown[]): string[] {
  const faults = new Set<string>()
  walk(Handlebars.parse(text), contexts, faults)
  return [...faults]
}

/** Walks a program with every value its `this` may have. */
function walk(program: hbs.AST.Program, contexts: readonly unknown[], faults: Set<string>): void {
  for (const statement of program.body) {
    if (statement.type === 'ContentStatement' || statement.type === 'CommentStatement') continue
    if (statement.type === 'MustacheStatement')
      checkText(statement as hbs.AST.MustacheStatement, contexts, faults)
    else if (statement.type === 'BlockStatement')
      checkBlock(statement as hbs.AST.BlockStatement, contexts, faults)
    else
      faults.add(
        `\`${((statement as hbs.AST.PartialStatement).name as hbs.AST.PathExpression).original}\` is a partial`,
      )
  }
}

function checkText(
  { path: named, params }: hbs.AST.MustacheStatement,
  contexts: readonly unknown[],
  faults: Set<string>,
): void {
  const expression = named as hbs.AST.PathExpression
  if (params.length > 0) {
    faults.add(`\`${expression.original}\` is a helper`)
    return
  }
  const values = valuesOf(expression, contexts, faults)
  if (values.some(value => typeof value !== 'string' && typeof value !== 'number'))
    faults.add(`\`${expression.original}\` is no text`)
}

function checkBlock(
  { path: named, params, program, inverse }: hbs.AST.BlockStatement,
  contexts: readonly unknown[],
  faults: Set<string>,
): void {
  const block = (named as hbs.AST.PathExpression).original
  const [subject, ...more] = params
  if (block !== 'each' && block !== 'if') {
    faults.add(`\`${block}\` is a helper`)
    return
  }
  if (subject?.type !== 'PathExpression' || more.length > 0) {
    faults.add(`\`${block}\` decides`)
    return
  }
  const expression = subject as hbs.AST.PathExpression
  const values = valuesOf(expression, contexts, faults)
  if (block === 'if') {
    const taken = contexts.filter(context => isThere(lookUp(expression, context)))
    walk(program, taken, faults)
    if (inverse)
      walk(
        inverse,
        contexts.filter(context => !taken.includes(context)),
        faults,
      )
    return
  }
  if (values.some(value => !Array.isArray(value))) faults.add(`\`${expression.original}\` is no list`)
  walk(program, values.filter(Array.isArray).flat(), faults)
}

function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function valuesOf(
  expression: hbs.AST.PathExpression,
  contexts: readonly unknown[],
  faults: Set<string>,
): unknown[] {
  if (expression.depth > 0 || expression.data) {
    faults.add(`\`${expression.original}\` reaches outside`)
    return []
  }
  if (contexts.length === 0) faults.add(`\`${expression.original}\` was never seen`)
  const values = contexts.map(context => lookUp(expression, context))
  if (values.some(value => value === undefined || value === null)) {
    faults.add(`\`${expression.original}\` is missing`)
    return []
  }
  return values
}

/** Own properties of plain objects only: Handlebars denies the others. */
function lookUp({ parts }: hbs.AST.PathExpression, context: unknown): unknown {
  return parts.reduce<unknown>((value, part) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, part)
      ? (value as Record<string, unknown>)[part]
      : undefined
  }, context)
}
