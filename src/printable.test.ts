import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { printable, printableLines, printablePath, visible } from './printable.js'

const odd = fc.string({
  unit: fc.constantFrom(
    ...'a:#[]é😀👩‍🚀',
    '\n',
    '\r',
    '\t',
    '\u001b',
    '\u009b',
    '\u0000',
    '\u202e',
    '\u2066',
    '\u2028',
    '\ufeff',
    '\u{e0041}',
    '\ud800',
  ),
})
/** What none of them lets through. */
const harmful = /(?![\n\t\u200d])[\p{Cc}\p{Cf}\u2028\u2029\ud800]/u

describe('a text from outside', () => {
  it.each([
    ['a\nb', 'a\\u000ab'],
    ['\u001b[31m', '\\u001b[31m'],
    ['\u009b31m', '\\u009b31m'],
    ['\u202eabc', '\\u202eabc'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['👩‍🚀 é', '👩‍🚀 é'],
  ])('%j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it('is one line, and nothing that a terminal follows', () => {
    fc.assert(
      fc.property(odd, text => {
        expect(printable(text)).not.toMatch(/[\n\t]/)
        expect(printable(text)).not.toMatch(harmful)
        expect(visible(text)).not.toMatch(harmful)
        expect(visible(text)).toHaveLength(text.length)
        expect(printablePath(text)).not.toMatch(/^::/)
      }),
    )
  })
})

describe('lines that are printed', () => {
  it('hold no command and nothing that a terminal follows', () => {
    fc.assert(
      fc.property(odd, text => {
        const shown = printableLines(text)
        expect(shown).not.toMatch(harmful)
        expect(shown).not.toMatch(/^[ \t]*::|##\w*\[/m)
        expect(shown.split('\n')).toHaveLength(text.split('\n').length)
      }),
    )
  })

  it('mean the same as before in JSON', () => {
    fc.assert(
      fc.property(fc.array(odd), texts => {
        expect(JSON.parse(printableLines(JSON.stringify(texts, undefined, 2)))).toEqual(texts)
      }),
    )
  })

  it('keep colours where those are wanted, and no other sequence', () => {
    const text = '\u001b[31mred\u001b[39m \u001b]0;title\u0007 \u001b[2J'
    expect(printableLines(text, { colours: true })).toBe(
      '\u001b[31mred\u001b[39m \\u001b]0;title\\u0007 \\u001b[2J',
    )
    expect(printableLines(text)).not.toContain('\u001b')
  })
})
