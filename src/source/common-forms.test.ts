import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { repository } from '../testing/golden.js'
import { readCommonForms } from './common-forms.js'
import { parseWithYaml } from './parse.js'

/** `SIPIN_RUNS=100000` where there is time. */
const runs = Number(process.env['SIPIN_RUNS'] ?? 5000)

const texts = ['fixtures', 'templates/init'].flatMap(folder =>
  readdirSync(path.join(repository, folder), { recursive: true })
    .map(String)
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .map(name => [`${folder}/${name}`, readFileSync(path.join(repository, folder, name), 'utf8')] as const),
)

/** Whether the text was read; throws when it was read otherwise than by `yaml`. */
function isReadAlike(text: string): boolean {
  const node = readCommonForms('a.yaml', text)
  if (node === undefined) return false
  expect(parseWithYaml({ file: 'a.yaml', text })).toEqual({ value: node, diagnostics: [] })
  return true
}

describe('the reader of the common forms beside `yaml`', () => {
  it('gives the same tree of every file there is, with either line end, or leaves it', () => {
    const read = texts.filter(([, text]) => isReadAlike(text)).length
    const withCrLf = texts.filter(([, text]) => isReadAlike(text.replace(/\r?\n/g, '\r\n'))).length
    expect(texts.length).toBeGreaterThan(200)
    expect(read / texts.length).toBeGreaterThan(0.85)
    expect(withCrLf).toBe(read)
  })

  it('reads what people write in comments and texts', () => {
    for (const text of [
      'a: 1 # a\ttab\n',
      '# a\ttab\r\na: {b: [c, "d"]} # e\r\n',
      '---\r\na: 1\r\n',
      'à: é\n',
      'a:\n- b: 1\n  c: 2\n- d\n',
    ])
      expect([text, isReadAlike(text)]).toEqual([text, true])
  })

  it.each([
    ['a syntax error', 'a: [1\n'],
    ['a second key of the same name', 'a: 1\na: 2\n'],
    ['comments behind a sequence that is as far in as its key', 'a:\n- b\n# c\n'],
    ['an anchor', 'a: &b 1\n'],
    ['a block text', 'a: |\n  b\n'],
    ['a tab between tokens', 'a:\t1\n'],
    ['a lone CR', 'a: 1\rb: 2\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an escape', 'a: "\\x41"\n'],
    ['a text of two lines', 'a: b\n  c\n'],
    ['a float', 'a: 1.5\n'],
    ['nothing', ''],
  ])('leaves %s to `yaml`', (_, text) => {
    expect(readCommonForms('a.yaml', text)).toBeUndefined()
  })

  it(`gives the same tree of ${runs} mutations, or leaves them`, () => {
    let read = 0
    fc.assert(
      fc.property(part, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
        if (isReadAlike(edits.reduce((edited, apply) => apply(edited), text))) read++
      }),
      { numRuns: runs },
    )
    expect(read).toBeGreaterThan(runs / 8)
  })

  it(`gives the same tree of ${runs} texts made of tokens, or leaves them`, () => {
    let read = 0
    fc.assert(
      fc.property(fc.array(madeLine, { minLength: 1, maxLength: 8 }), lines => {
        if (isReadAlike(lines.join(''))) read++
      }),
      { numRuns: runs },
    )
    expect(read).toBeGreaterThan(runs / 50)
  })
})

/** Some lines of a file, from one at the margin on. */
const part = fc
  .tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 30 }), fc.boolean())
  .map(([[, text], at, count, crLf]) => {
    const lines = text.split(/(?<=\n)/)
    const margins = lines.flatMap((line, index) => (/^\S/.test(line) ? [index] : []))
    const start = margins[at % Math.max(1, margins.length)] ?? 0
    const chosen = lines.slice(start, start + count).join('')
    return crLf ? chosen.replace(/\r?\n/g, '\r\n') : chosen
  })

/** What may stand in a text that is still in the common forms, and what seldom or never may. */
const usual = [
  ...['\n', '\r\n', ' ', '  ', '\n\n', '\n  \n', '\n# c\n', '\n  # c\n', '\n      # c\n', ' # c\td', ' # c'],
  ...[
    'a',
    'a:b',
    'é',
    '"a"',
    "'a'",
    '1',
    '+1',
    'null',
    '~',
    'true',
    'FALSE',
    'yes',
    '[]',
    '{}',
    '[a, "b"]',
    '{a: b}',
  ],
  ...[', ', ': ', '#', '1.2.3.4', '::1', '.5', '1e3', '\n- ', '\n  - '],
]
const odd = [
  ...[
    '\r',
    '\t',
    '    ',
    ':',
    ':\n',
    ',',
    '-',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    "''",
    '\\',
    '\\"',
    '"a b": ',
  ],
  ...[
    '0',
    '-1',
    '0x1f',
    '0o7',
    '1.5',
    '.inf',
    '.nan',
    '1_000',
    '08',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '|',
    '>',
    '|\n',
  ],
  ...[
    '%',
    '@',
    '`',
    '? ',
    '?',
    '---',
    '---\n',
    '...',
    '...\n',
    '<<: ',
    '\ufeff',
    '\u2028',
    '\u0085',
    '\u00a0',
  ],
  ...['🙂', '\0', '\x7f', '__proto__: 1\n', '"": 1\n'],
]
const token = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...usual) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
)

const edit: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.nat(),
    fc.nat({ max: 12 }),
    token,
    fc.constantFrom('insert', 'replace', 'take', 'indent', 'repeat', 'cut'),
  )
  .map(([place, length, added, kind]) => text => {
    const at = place % (text.length + 1)
    const lineStart = text.lastIndexOf('\n', at - 1) + 1
    const lineEnd = text.indexOf('\n', at) + 1 || text.length
    switch (kind) {
      case 'insert':
        return text.slice(0, at) + added + text.slice(at)
      case 'replace':
        return text.slice(0, at) + added + text.slice(at + length)
      case 'take':
        return text.slice(0, at) + text.slice(at + length)
      case 'indent':
        return text.slice(0, lineStart) + ' '.repeat(length % 5) + text.slice(lineStart)
      case 'repeat':
        return text.slice(0, lineEnd) + text.slice(lineStart)
      default:
        return text.slice(0, at)
    }
  })

const value = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('a', '1', '"e"', "'f'", 'a:b', '[a, b]', '{a: b, c: [d]}', 'a b', 'a # h'),
  },
  { weight: 1, arbitrary: token },
)
const madeLine = fc
  .tuple(
    fc.constantFrom(0, 0, 2, 2, 4, 1),
    fc.constantFrom('- ', 'a: ', 'b: ', 'c: ', 'd:', '"e": ', '# ', '- f: ', 'g: [', ''),
    value,
    fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', ''),
  )
  .map(([indent, begin, written, end]) => ' '.repeat(indent) + begin + written + end)
