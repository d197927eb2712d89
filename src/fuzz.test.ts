import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkFiles } from './commands/checked-files.js'
import { readProject } from './commands/project-files.js'
import { hasErrors } from './diagnostic.js'
import { UsageError } from './errors.js'
import { explanations } from './explanations.js'
import { nothingUnchecked } from './pipeline.js'
import { renderTree } from './render/render.js'
import { reporters } from './report/index.js'
import type { Report, Reporter } from './report/reporter.js'
import { repository } from './testing/golden.js'
import { soundsOf } from './testing/sounds-of.js'

const folder = mkdtempSync(path.join(tmpdir(), 'sipin-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const seeds = readdirSync(path.join(repository, 'fixtures'), { recursive: true })
  .map(String)
  .filter(name => name.endsWith('sipin.yaml') || (name.startsWith('rules/') && name.endsWith('.yaml')))
  .map(name => readFileSync(path.join(repository, 'fixtures', name)))

const tokens = [
  ...[
    '${',
    '"',
    "'",
    '|',
    '>',
    '\n',
    '\r\n',
    '\t',
    '\ufeff',
    '&a ',
    '*a',
    '!!binary ',
    '!x ',
    '<<: ',
    '__proto__: ',
    'constructor: ',
  ],
  ...[
    '---\n',
    '...\n',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '? ',
    '# sipin-ignore ',
    '%YAML 1.1\n',
    '~',
    'null',
    '1e400',
    '0x1F',
    '.nan',
  ],
  ...[
    'true',
    '2026-12-24',
    '+33123',
    '0123',
    '[[[[[[[[',
    'lines:\n',
    'version: 1\n',
    '💥',
    '\0',
    '\u2028',
    '-',
    '..',
    '/',
    '@',
  ],
].map(token => Buffer.from(token))

/** More of them with SIPIN_FUZZ=50000. */
const runs = Number(process.env['SIPIN_FUZZ'] ?? 400)

type Mutation = (bytes: Uint8Array) => Uint8Array

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, fc.nat(255)).map(
    ([where, byte]): Mutation =>
      bytes =>
        splice(bytes, where, 1, Buffer.from([byte])),
  ),
  fc.tuple(at, fc.nat(40)).map(
    ([where, length]): Mutation =>
      bytes =>
        splice(bytes, where, length, Buffer.alloc(0)),
  ),
  fc.tuple(at, fc.constantFrom(...tokens)).map(
    ([where, token]): Mutation =>
      bytes =>
        splice(bytes, where, 0, token),
  ),
  fc.tuple(at, at, fc.nat(60)).map(
    ([where, from, length]): Mutation =>
      bytes => {
        const start = Math.floor(from * bytes.length)
        return splice(bytes, where, 0, bytes.subarray(start, start + length))
      },
  ),
  fc.tuple(at, fc.constantFrom(...seeds), at, fc.nat(80)).map(
    ([where, other, from, length]): Mutation =>
      bytes => {
        const start = Math.floor(from * other.length)
        return splice(bytes, where, length, other.subarray(start, start + length))
      },
  ),
)

const mutated: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { maxLength: 5 }))
  .map(([seed, mutations]) => mutations.reduce<Uint8Array>((bytes, mutate) => mutate(bytes), seed))

it('no bytes whatever make validate or generate crash, and every problem has a place in the file', async () => {
  const seen = { errors: 0, clean: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ arbitrary: mutated, weight: 9 }, fc.uint8Array({ maxLength: 200 })),
      async bytes => {
        const report = await validate(Buffer.from(bytes))
        if (hasErrors(report.diagnostics)) seen.errors++
        else seen.clean++
      },
    ),
    { numRuns: runs },
  )
  // Both kinds occurred, so both were tried.
  expect(seen.errors).toBeGreaterThan(runs / 5)
  expect(seen.clean).toBeGreaterThan(0)
})

it('the worst nesting and repetition end as problems too', async () => {
  const texts = [
    '['.repeat(20_000),
    '{a: '.repeat(2_000),
    'a:\n'.repeat(2_000),
    `lines: ${'- '.repeat(5_000)}`,
    `${'a'.repeat(1_000_000)}: 1`,
    `x: &a [${'*a,'.repeat(1000)}]`,
    `version: 1\nlines:\n${'  support: {}\n'.repeat(2000)}`,
  ]
  for (const text of texts) expect(hasErrors((await validate(Buffer.from(text))).diagnostics)).toBe(true)
})

async function validate(bytes: Buffer): Promise<Report> {
  const file = path.join(folder, 'sipin.yaml')
  writeFileSync(file, bytes)
  const files = await readProject(file).catch(error => {
    // Exit status 2: the bytes are a file of scenarios.
    if (error instanceof UsageError) return undefined
    throw error
  })
  if (!files) return { diagnostics: [], unchecked: nothingUnchecked, sources: new Map() }
  const { project, report } = await checkFiles(files)
  for (const reporter of Object.values(reporters) as Reporter[]) reporter(report, { colour: true })
  for (const { code, place, message } of report.diagnostics) {
    const { start, end } = place.span
    const length = report.sources.get(place.file)?.length ?? 0
    if (!explanations.has(code)) throw new Error(`no explanation of ${code}`)
    if (/[\p{Cc}\u2028\u2029]/u.test(message)) throw new Error(JSON.stringify(message))
    if (start > end || end > length) throw new Error(`${code} lies at ${start}-${end} of ${length}`)
  }
  if (project && !hasErrors(report.diagnostics)) renderTree(project, soundsOf(project))
  return report
}

function splice(bytes: Uint8Array, where: number, length: number, by: Uint8Array): Uint8Array {
  const start = Math.floor(where * (bytes.length + 1))
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(start + length)])
}
