import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import { everything } from './everything.js'
import { repository } from './golden.js'

const fixtures = path.join(repository, 'fixtures')

/** The YAML files below fixtures/rules whose names begin with a word, with the path of each from there. */
export function ruleFixtures(word: 'bad' | 'ok'): (readonly [name: string, text: string])[] {
  return readdirSync(path.join(fixtures, 'rules'), { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.yaml') && name.split('/')[1]?.startsWith(word))
    .sort()
    .map(name => [name, readFileSync(path.join(fixtures, 'rules', name), 'utf8')])
}

/** Projects without an error, small and large. */
export const goodProjects: readonly string[] = [
  everything(),
  ...['plan', 'graph', 'acme', 'deployments/minimal', 'deployments/two-nodes'].map(name =>
    readFileSync(path.join(fixtures, name, 'sipin.yaml'), 'utf8'),
  ),
  // A file of a directory is seldom a project by itself.
  ...ruleFixtures('ok').flatMap(([name, text]) => (name.split('/').length === 2 ? [text] : [])),
]

/** What people write where something else belongs: YAML, not yet parsed. */
const oddities = [
  ...['', '~', 'true', 'no', '0', '-1', '1e9', '"1"', '[]', '{}', '[a, b]', '{a: b}', '""', '" "', '"*"'],
  ...['__proto__', 'constructor', 'toString', 'agents', 'talk', 'voicemail', 'overflow', 'office', 'any'],
  ...[
    'sip:x@y.example',
    'sip:10.0.0.5',
    'tel:+33123456789',
    '"sip:[2001:db8::1]"',
    'sip:s@acme.sip.twilio.com',
  ],
  ...[
    '00:00-00:00',
    '23:00-01:00',
    'mon',
    '2026-01-01',
    '2026-12-26..2026-12-24',
    '24h',
    '1s',
    'UTC',
    '65535-1',
  ],
  ...[
    '0.0.0.0/0',
    '"::/0"',
    '203.0.113.7',
    'udp:0.0.0.0:5060',
    'twilio',
    'sounds/x.wav',
    '--acme',
    '"a\\tb"',
  ],
]

/** A good project in which one thing is otherwise: a value, a key, something left out, written twice or taken from another project. */
export const oneThingBroken: fc.Arbitrary<string> = fc
  .record({
    text: fc.constantFrom(...goodProjects),
    donor: fc.constantFrom(...goodProjects),
    where: fc.nat(),
    from: fc.nat(),
    how: fc.constantFrom(...(['value', 'key', 'drop', 'move', 'empty', 'copy', 'graft'] as const)),
    odd: fc.constantFrom(...oddities),
  })
  .map(breakOne)

/** A text with each of its plain values and keys replaced by a word, one at a time; the words take turns. */
export function* wordsEverywhere(text: string, words: readonly string[]): Generator<string> {
  const ranges: [number, number][] = []
  visit(parseDocument(text), {
    Scalar(_, { range }) {
      if (range) ranges.push([range[0], range[1]])
    },
  })
  for (const [at, [start, end]] of ranges.entries())
    yield text.slice(0, start) + words[at % words.length] + text.slice(end)
}

interface Break {
  readonly text: string
  readonly donor: string
  readonly where: number
  readonly from: number
  readonly how: 'value' | 'key' | 'drop' | 'move' | 'empty' | 'copy' | 'graft'
  readonly odd: string
}

function breakOne({ text, donor, where, from, how, odd }: Break): string {
  const document = parseDocument(text)
  const spots = spotsOf(document)
  const spot = spots[where % spots.length] as Spot
  const oddNode = (): Node | null => parseDocument(odd).contents
  if (how === 'value') spot.replace(oddNode())
  if (how === 'key') spot.rename(odd)
  if (how === 'drop') spot.remove()
  if (how === 'move') spot.reverse()
  if (how === 'empty') spot.replace(parseDocument(isSeq(spot.value) ? '[]' : '{}').contents)
  if (how === 'copy') (spots[from % spots.length] as Spot).replace(clone(spot.value))
  if (how === 'graft') {
    const same = spotsOf(parseDocument(donor)).filter(({ key }) => key === spot.key)
    spot.replace(clone(same[from % Math.max(same.length, 1)]?.value ?? oddNode()))
  }
  return document.toString()
}

/** A value and what can be done with it. */
interface Spot {
  readonly key: string | undefined
  readonly value: Node | null
  readonly replace: (by: Node | null) => void
  readonly rename: (key: string) => void
  readonly remove: () => void
  readonly reverse: () => void
}

function spotsOf(document: ReturnType<typeof parseDocument>): Spot[] {
  const spots: Spot[] = []
  visit(document, {
    Pair(_, pair, ancestors) {
      const parent = ancestors.at(-1)
      if (!isMap(parent)) return
      spots.push(spotOf(pair as Pair<Node, Node | null>, parent.items as Pair[]))
    },
    Node(at, node, ancestors) {
      const parent = ancestors.at(-1)
      if (!isSeq(parent) || typeof at !== 'number') return
      spots.push({
        key: undefined,
        value: node,
        replace: by => {
          parent.items[at] = by
        },
        rename: () => parent.items.push(clone(node)),
        remove: () => parent.items.splice(at, 1),
        reverse: () => parent.items.reverse(),
      })
    },
  })
  return spots
}

function spotOf(pair: Pair<Node, Node | null>, siblings: Pair[]): Spot {
  return {
    key: isScalar(pair.key) ? String(pair.key.value) : undefined,
    value: pair.value,
    replace: by => {
      pair.value = by
    },
    rename: key => {
      if (isScalar(pair.key)) pair.key.value = key
    },
    remove: () => siblings.splice(siblings.indexOf(pair), 1),
    reverse: () => {
      if (isCollection(pair.value)) pair.value.items.reverse()
      else siblings.reverse()
    },
  }
}

function clone(value: Node | Pair | null): Node | null {
  return value === null || isPair(value) ? null : (value.clone() as Node)
}
