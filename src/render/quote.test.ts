import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isScalar, parseDocument, visit } from 'yaml'
import { hasErrors } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'
import { everything } from '../testing/everything.js'
import { soundsOf } from '../testing/sounds-of.js'
import { argument, boxField, comment, value } from './asterisk/quote.js'
import { field, parameters, stringBody } from './kamailio/quote.js'
import { manifestName } from './manifest.js'
import { renderTree } from './render.js'

const special = [
  '"',
  "'",
  '\\',
  ';',
  '|',
  '$',
  '${X}',
  '`',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  '<',
  '>',
  ',',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '&',
  '#',
  '!',
  '=',
  ' ',
  '%',
  '@',
  '*',
  '?',
  '^',
  '~',
  'é',
  '😀',
  ';--',
]
/** What begins or ends a comment or a directive somewhere. */
const marks = [
  '--',
  ';--',
  '--;',
  '-',
  '#!',
  '/*',
  '*/',
  '//',
  '!!',
  'include ',
  '\t',
  '\u0085',
  '\u00a0',
  '\u200b',
  '\ufeff',
  '…',
]

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...special, 'a', 'b7'), { maxLength: 8 }).map(parts => parts.join('')),
)

describe('quoted, a text is read back as itself by the engine', () => {
  /** What is refused is not quoted; the rest must come back. */
  const readsBack = (quote: (text: string) => string, read: (quoted: string) => string): void => {
    let quoted = 0
    fc.assert(
      fc.property(hostile, text => {
        let written: string
        try {
          written = quote(text)
        } catch {
          return
        }
        quoted++
        expect(read(written)).toBe(text)
      }),
      { numRuns: 1000 },
    )
    expect(quoted).toBeGreaterThan(50)
  }

  it('as a field of db_text', () => {
    readsBack(field, written => {
      const [only = '', ...more] = written.split(/(?<!\\)\|/)
      expect(more).toEqual([])
      expect(written).not.toMatch(/[\r\n\0]/)
      return only
    })
  })

  it('as a parameter of a db_text field', () => {
    readsBack(
      text => parameters({ a: 'x', it: text, z: 'y' }),
      // As param.value does it: names and quoted values, separated by semicolons; an empty value is left out.
      written => {
        const read = [...written.matchAll(/(?:^|;)([a-z]+)="([^"]*)"/g)].map(
          ([, name, content]) => [name, content] as const,
        )
        expect(read.map(([name]) => name).filter(name => name !== 'it')).toEqual(['a', 'z'])
        return read.find(([name]) => name === 'it')?.[1] ?? ''
      },
    )
  })

  it('as a string of kamailio.cfg', () => {
    readsBack(stringBody, written => {
      expect(`"${written}"`).toMatch(/^"(?:[^"\\\r\n]|\\["\\])*"$/)
      return written.replace(/\\(.)/gsu, '$1')
    })
  })

  it('as an argument of a dialplan application', () => {
    readsBack(argument, written => {
      // A bare comma or semicolon would end the argument or the line; nothing may begin an expression.
      expect(written.replace(/\\[,;]/g, '')).not.toMatch(/[,;$"'`\\(){}<>|&\p{Cc}]/u)
      return written.replace(/\\([,;])/g, '$1')
    })
  })

  it('as a value of a .conf file', () => {
    readsBack(value, written => {
      expect(written.replace(/\\;/g, '')).not.toMatch(/[;\\\p{Cc}]/u)
      return written.replace(/\\;/g, ';')
    })
  })

  it('as a field of a box in voicemail.conf', () => {
    readsBack(boxField, written => {
      expect(written).not.toMatch(/[,|;"'<>\\$ \p{Cc}]/u)
      return written
    })
  })

  it('as a comment', () => {
    readsBack(comment, written => {
      expect(written).not.toMatch(/[\p{Cc}]|;--/u)
      return written
    })
  })
})

describe('in a whole tree', () => {
  const source = everything()
  const document = parseDocument(source)
  const places: { readonly at: number; readonly end: number; readonly text: string }[] = []
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.range) return
      places.push({ at: node.range[0], end: node.range[1], text: node.value })
    },
  })
  it('there are many values to try', () => {
    expect(places.length).toBeGreaterThan(40)
    expect(isScalar(document.getIn(['site', 'name'], true))).toBe(true)
  })

  it('a value with a character that an engine reads is refused, or the tree keeps its shape', () => {
    const plain = shapes(source)
    let refused = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(),
        fc.constantFrom(...special),
        ({ at, end, text }, where, odd) => {
          const cut = where % (text.length + 1)
          const value = text.slice(0, cut) + odd + text.slice(cut)
          const changed = source.slice(0, at) + JSON.stringify(value) + source.slice(end)
          const shaped = shapes(changed)
          if (shaped === undefined) {
            refused++
            return
          }
          expect(shaped).toEqual(plain)
        },
      ),
      { numRuns: 600 },
    )
    expect(refused).toBeGreaterThan(200)
  })

  it('what the first fence lets through the second one takes, at the beginning, within and at the end of every text', () => {
    let taken = 0
    const free = places.find(({ text }) => text === 'acme-eu') as (typeof places)[number]
    const affix = fc.constantFrom(...special, ...marks)
    // A name takes nearly everything, so it is tried as often as all the others together.
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(free), fc.constantFrom(...places)),
        fc.constantFrom(...(['before', 'within', 'behind', 'alone'] as const)),
        fc.array(affix, { minLength: 1, maxLength: 3 }),
        ({ at, end, text }, where, odd) => {
          const cut = { before: 0, within: text.length >> 1, behind: text.length, alone: 0 }[where]
          const kept = where === 'alone' ? ['', ''] : [text.slice(0, cut), text.slice(cut)]
          const value = JSON.stringify(kept.join(odd.join('')))
          if (shapes(source.slice(0, at) + value + source.slice(end)) !== undefined) taken++
        },
      ),
      { numRuns: 1200 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it('a name that is free text keeps the shape of the tree with every character it may hold', () => {
    const name = places.find(({ text }) => text === 'acme-eu') as (typeof places)[number]
    const plain = shapes(source)
    let rendered = 0
    for (const odd of special) {
      const shaped = shapes(source.slice(0, name.at) + JSON.stringify(`a${odd}b`) + source.slice(name.end))
      if (shaped === undefined) continue
      rendered++
      expect(shaped).toEqual(plain)
    }
    expect(rendered).toBeGreaterThan(10)
  })

  it('a value with a character that could escape into a configuration is always refused', () => {
    const dangerous = ['${X}', '\n', '\r', '"', "'", '`', '|', '\\', '$', '<', '>', '\u0000', '\u2028']
    for (const { at, end, text } of places) {
      for (const odd of dangerous) {
        const changed = source.slice(0, at) + JSON.stringify(text + odd) + source.slice(end)
        if (shapes(changed) !== undefined) throw new Error(`${JSON.stringify(text + odd)} was taken`)
      }
    }
  })
})

/** What the engines see of each file beside plain words; undefined when the project is refused. */
function shapes(text: string): ReadonlyMap<string, string> | undefined {
  const { project, diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
  if (!project || hasErrors(diagnostics)) return undefined
  const files = renderTree(project, soundsOf(project)).filter(
    ({ path }) => path !== manifestName && !path.endsWith('.wav'),
  )
  return new Map(files.map(({ path, content }) => [path, shapeOf(path, String(content))]))
}

/** The text without comments and with every run of harmless characters as one. */
function shapeOf(path: string, text: string): string {
  const mark = path.startsWith('asterisk/') ? /(?<!\\);.*$/gm : /^\s*#(?!!|\s*include).*$/gm
  return text
    .replace(mark, '')
    .replace(/\\[,;]/g, 'x')
    .replace(/[^\s"'`;|$,()[\]{}<>&#=\\]+/gu, 'x')
    .replace(/x[ \tx]*x/g, 'x')
}
