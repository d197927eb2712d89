import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { indexLines } from '../source/lines.js'
import { parseSource } from '../source/parse.js'
import type { MapNode, Node } from '../source/tree.js'
import { drawFrame } from './frame.js'

describe('positions', () => {
  it.each([
    ['LF', 'ab\ncd\n', 3, 2, 1],
    ['CR LF', 'ab\r\ncd', 5, 2, 2],
    ['a lone CR', 'ab\rcd', 3, 2, 1],
    ['CR LF is one line end', 'ab\r\n\r\ncd', 6, 3, 1],
    ['the end of the text', 'ab', 2, 1, 3],
    ['an empty text', '', 0, 1, 1],
    ['an emoji counts as two, as in editors', '😀b', 2, 1, 3],
    ['beyond the end', 'ab\n', 3, 2, 1],
  ])('%s', (_, text, offset, line, column) => {
    expect(indexLines(text).positionOf(offset)).toEqual({ line, column })
  })

  it('go there and back', () => {
    const unit = fc.constantFrom('a', '\n', '\r\n', '\r', '\t', 'é', '😀', ' ')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), units => {
        const text = units.join('')
        const index = indexLines(text)
        const lines = text.split(/\r\n|\n|\r/)
        expect(index.count).toBe(lines.length)
        let offset = 0
        lines.forEach((line, i) => {
          expect(index.textOf(i + 1)).toBe(line)
          expect(index.positionOf(offset)).toEqual({ line: i + 1, column: 1 })
          offset += line.length
          offset += /^(\r\n|\n|\r)?/.exec(text.slice(offset))?.[0].length ?? 0
        })
      }),
    )
  })

  it.each([
    ['a byte order mark', '\ufeffversion: 1\nlines: {a: "x"}\n'],
    ['CR LF', 'version: 1\r\nlines: {a: "x"}\r\n'],
    ['emoji before', '# 😀😀\nversion: 1\nlines: {"😀": 1, a: "x"}\n'],
    ['tabs between', 'version: 1\nlines: {b:\t1,\ta:\t"x"}\n'],
    ['double quotes', 'version: 1\nlines: {a: "x"}\n'],
  ])('of a node are exact after %s', (_, text) => {
    const { value, diagnostics } = parseSource({ file: 'a.yaml', text })
    expect(diagnostics).toEqual([])
    const lines = entry(value, 'lines')
    const { span } = entry(lines, 'a').place
    expect(text.slice(span.start, span.end)).toBe('"x"')
  })
})

describe('a frame', () => {
  const frame = (text: string, start: number, end: number): string =>
    drawFrame(indexLines(text), { start, end }, '  ')

  it('has its carets under the text', () => {
    expect(frame('a: b\nallow: [10.0.0.1/8]\n', 13, 23)).toBe(
      '  2 | allow: [10.0.0.1/8]\n    |         ^^^^^^^^^^',
    )
  })

  it('keeps tabs, so that the carets stand right whatever a tab is wide', () => {
    expect(frame('\ta:\tb', 4, 5)).toBe('  1 | \ta:\tb\n    | \t  \t^')
  })

  it('leaves the CR of a CR LF out', () => {
    expect(frame('ab\r\n', 0, 2)).toBe('  1 | ab\n    | ^^')
  })

  it('shows control characters as something else, of the same width', () => {
    expect(frame('a: "\u001b[31m\u0000b"', 3, 12)).toBe('  1 | a: "␛[31m␀b"\n    |    ^^^^^^^^^')
  })

  it('marks a span of several lines to the end of its first', () => {
    expect(frame('ab\ncd\n', 1, 5)).toBe('  1 | ab\n    |  ^')
  })

  it('marks something even where nothing is', () => {
    expect(frame('ab', 2, 2)).toBe('  1 | ab\n    |   ^')
    expect(frame('', 0, 0)).toBe('  1 | \n    | ^')
  })

  it('cuts a wide line to a window round the carets', () => {
    const text = `${'x'.repeat(100)}HERE${'y'.repeat(100)}`
    const [shown = '', carets = ''] = frame(text, 100, 104).split('\n')
    expect(shown.length).toBeLessThanOrEqual(86)
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE')
  })

  it('has its carets under the same characters wherever they are', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\t', 'é', ' '), maxLength: 200 })
    fc.assert(
      fc.property(
        letters,
        fc.string({ unit: fc.constantFrom('X'), minLength: 1, maxLength: 100 }),
        letters,
        (before, marked, after) => {
          const [shown = '', carets = ''] = frame(
            before + marked + after,
            before.length,
            before.length + marked.length,
          ).split('\n')
          const under = shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)
          expect(under).toMatch(/^X+$/)
          expect(under.length).toBe(Math.min(marked.length, 80))
        },
      ),
    )
  })
})

function entry(node: Node | undefined, key: string): Node {
  const found = (node as MapNode).entries.find(other => other.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found.value
}
