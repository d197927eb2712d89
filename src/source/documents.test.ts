import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkProject } from '../pipeline.js'
import { readScenarios } from '../scenarios/read.js'
import { projectOf } from '../testing/project.js'
import { parseSource } from './parse.js'

const levels = 20_000
const times = (text: string, count = levels): string => text.repeat(count)
/** As deep as a block can be in a file of a megabyte or two: each level is indented by one more. */
const stairs = Array.from({ length: 1500 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')

const deep = {
  'brackets that are closed': `lines: ${times('[')}${times(']')}\n`,
  'brackets that are not closed': `lines: ${times('[')}`,
  braces: `lines: ${times('{a: ')}1${times('}')}\n`,
  JSON: `{"version": 1, "lines": ${times('{"a": ')}1${times('}')}}`,
  'both in turn': `lines: ${times('[{a: ', levels / 2)}1${times('}]', levels / 2)}\n`,
  'braces as keys': `lines: ${times('{')}${times('}: 1')}\n`,
  dashes: `lines:\n  ${times('- ')}a\n`,
  'question marks': `lines:\n  ${times('? ')}a\n`,
  'keys below keys': stairs,
  'keys below keys, and back': `${stairs} b: 1\n`,
  tags: `lines: ${times('!!seq [')}${times(']')}\n`,
  anchors: `lines: ${Array.from({ length: levels }, (_, i) => `&a${i} [`).join('')}${times(']')}\n`,
  'brackets below dashes': `lines:\n  ${times('- ', 20)}${times('[')}\n`,
  'in a second document': `version: 1\n---\n${times('[')}`,
} as const

describe('20,000 levels are one problem', () => {
  it.each(Object.entries(deep))('%s', (_, text) => {
    const { diagnostics, project } = checkProject([{ file: 'a.yaml', text }])
    expect(diagnostics.map(({ code }) => code)).toEqual(['too-deep'])
    expect(diagnostics[0]?.place.span.start).toBeLessThan(2000)
    expect(project).toBe(undefined)
  })

  it.each(Object.entries(deep))('also in a file of scenarios: %s', (_, text) => {
    const { value, diagnostics } = parseSource({ file: 'a.yaml', text })
    expect(diagnostics.map(({ code }) => code)).toEqual(['too-deep'])
    expect(value).toBe(undefined)
  })
})

describe('any depth', () => {
  const project = projectOf(
    'version: 1\nlines:\n  a: {uri: sip:a@a.sip.twilio.com, allow: [192.0.2.1], voicemail: true}\n',
  )

  it('is read or said to be too much, at the same place', () => {
    let tooDeep = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 25, max: 400 }),
        fc.constantFrom('[', '{a: ', '- ', '? '),
        (depth, open) => {
          const text = `scenarios:\n  ${open.repeat(depth)}`
          const { value, diagnostics } = parseSource({ file: 'a.yaml', text })
          if (value) readScenarios(value, project)
          const found = diagnostics.filter(({ code }) => code === 'too-deep')
          tooDeep += found.length
          expect(diagnostics.map(({ message }) => message).join()).not.toMatch(/stack/i)
          if (depth > 200) expect(diagnostics).toHaveLength(1)
          if (depth < 31) expect(found).toEqual([])
          for (const { place } of found)
            expect(place.span.start).toBe('scenarios:\n  '.length + open.length * 32)
        },
      ),
    )
    expect(tooDeep).toBeGreaterThan(0)
  })
})
