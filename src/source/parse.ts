import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type ParsedNode } from 'yaml'
import type { Checked, Diagnostic, Place } from '../diagnostic.js'
import { problem } from '../problems.js'
import { readCommonForms } from './common-forms.js'
import { deepest, readDocuments } from './documents.js'
import { type Report, reportSyntax, type SyntaxContext } from './syntax-errors.js'
import type { Entry, Node } from './tree.js'

export interface SourceText {
  /** The name shown in messages: a path as the user gave it, or `<stdin>`. */
  readonly file: string
  readonly text: string
}

/**
 * YAML 1.2 text to a tree with places. Problems of syntax are diagnostics; a file of which nothing can be
 * read gives no value.
 */
export function parseSource(source: SourceText): Checked<Node> {
  const value = readCommonForms(source.file, source.text)
  return value ? { value, diagnostics: [] } : parseWithYaml(source)
}

/**
 * The same in every form of YAML, and what is wrong, at a tenth of the speed. Only this module, documents.ts and
 * syntax-errors.ts know the `yaml` package.
 */
export function parseWithYaml({ file, text }: SourceText): Checked<Node> {
  const diagnostics: Diagnostic[] = []
  const report: Report = (code, message, [start, end], more = {}) => {
    diagnostics.push(problem(code, message, { file, span: { start, end } }, more))
  }
  const documents = parseDocuments(text, report)
  for (const document of documents) reportSyntax(document, { file, text, report })
  const [first, second] = documents
  if (second) {
    const [start] = second.range
    report(
      'several-documents',
      'a second YAML document begins here',
      [start, Math.min(start + 3, text.length)],
      {
        help: 'put it into a file of its own: a project is one document, or a directory of files',
      },
    )
  }
  if (!first?.contents) {
    if (diagnostics.length === 0)
      report('empty-file', 'the file has no content', [0, 0], {
        help: 'remove the file, or write a key of a project, such as `lines`',
      })
    return { value: undefined, diagnostics }
  }
  return { value: convert(first.contents, { file, text, report, depth: 0 }), diagnostics }
}

interface Context extends SyntaxContext {
  readonly depth: number
}

function parseDocuments(text: string, report: Report): readonly Document.Parsed[] {
  const documents = readDocuments(text)
  if (!('tooDeep' in documents)) return documents
  reportTooDeep(documents.tooDeep, report)
  return []
}

function reportTooDeep(start: number, report: Report): void {
  report('too-deep', `nested more than ${deepest} levels deep`, [start, start + 1], {
    help: 'take the brackets or dashes away that are not meant',
  })
}

function convert(node: ParsedNode, context: Context): Node {
  const { file, text, report, depth } = context
  const [start, valueEnd] = node.range
  const place: Place = { file, span: { start, end: valueEnd } }
  if (isAlias(node)) {
    report('alias', `the alias *${node.source} is not supported`, [start, valueEnd], {
      help: 'write the value out, or put what lines have in common under `defaults`',
    })
    return nothing(place)
  }
  if (depth > deepest) {
    reportTooDeep(start, report)
    return nothing(place)
  }
  const inner = { ...context, depth: depth + 1 }
  if (node.anchor) {
    report('alias', `the anchor &${node.anchor} is not supported`, before(`&${node.anchor}`, start, text), {
      help: 'remove it; what lines have in common goes under `defaults`',
    })
  }
  if (node.tag && !coreTags.has(node.tag)) {
    report('tag', `the tag ${node.tag} is not supported`, before('!', start, text), {
      help: 'remove the tag',
    })
  }
  if (isScalar(node)) {
    const value = scalarValue(node.value)
    return { kind: 'scalar', place, value, source: node.source ?? String(value) }
  }
  if (isSeq<ParsedNode>(node)) {
    // What `!!omap` and `!!pairs` make of items is no node; the tag is a problem already.
    return {
      kind: 'sequence',
      place,
      items: node.items.filter(item => !isPair(item)).map(item => convert(item, inner)),
    }
  }
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    return { kind: 'map', place, entries: convertEntries(node.items, inner) }
  }
  return nothing(place)
}

/** The range of an anchor or tag, which stands before the node it belongs to. */
function before(mark: string, nodeStart: number, text: string): [number, number] {
  const start = text.lastIndexOf(mark, nodeStart)
  const length = /^[^\s,[\]{}]*/.exec(text.slice(start))?.[0].length ?? mark.length
  return [start, start + length]
}

function nothing(place: Place): Node {
  return { kind: 'scalar', place, value: null, source: '' }
}

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(name => `tag:yaml.org,2002:${name}`),
)

/** BigInt and Date never come from the core schema; the check keeps the tree's type honest. */
function scalarValue(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

type Pair = { readonly key: ParsedNode; readonly value: ParsedNode | null }

function convertEntries(pairs: readonly Pair[], context: Context): Entry[] {
  const { file, report } = context
  const seen = new Map<string, Place>()
  const entries: Entry[] = []
  for (const { key, value } of pairs) {
    const [start, end] = key.range
    if (!isScalar(key)) {
      report('bad-key', 'a key must be plain text', [start, end], {
        help: 'write one word as the key, or remove it',
      })
      continue
    }
    const name = key.source ?? String(key.value)
    const keyPlace: Place = { file, span: { start, end } }
    const first = seen.get(name)
    if (first) {
      report('duplicate-key', `\`${name}\` stands here a second time`, [start, end], {
        related: [{ place: first, text: 'first written here' }],
        help: 'keep one of the two',
      })
      continue
    }
    seen.set(name, keyPlace)
    const node = value ? convert(value, context) : nothing({ file, span: { start: end, end } })
    entries.push({ key: name, keyPlace, value: node })
  }
  return entries
}
