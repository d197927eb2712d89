import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { packageFile } from '../../package-file.js'

/** The hostile corpus: what is sent, and what must become of it. Plain data, so that it travels as JSON. */
export interface Corpus {
  /** Texts with `{{name}}` and escapes; see fixtures/hostile/parts.yaml. */
  readonly parts: Parts
  /** Networks by name. */
  readonly sources: Readonly<Record<string, string>>
  readonly cases: readonly Case[]
}

export type Parts = Readonly<Record<string, string>>

export type Transport = 'udp' | 'tcp'

export interface Case {
  readonly family: string
  readonly name: string
  readonly why: string
  readonly transports: readonly Transport[]
  readonly source: string
  readonly with: Parts
  readonly steps: readonly Step[]
  /** How Talk answers the leg to it; absent: with 480. */
  readonly talk?: Parts
  /** Texts that must not stand in anything that arrives at a node. */
  readonly absent: readonly string[]
  /** Addresses to which Asterisk may send no audio. */
  readonly deaf: readonly string[]
}

export interface Step {
  /** Name of the part that is sent. */
  readonly send: string
  readonly with: Parts
  /** Another source than the case's. */
  readonly source?: string
  readonly expect: Expectation
  /** Header lines that a success must have. */
  readonly says: readonly string[]
  /** Headers that a success must not have. */
  readonly keeps: readonly string[]
}

export type Expectation =
  /** No answer, and nothing arrives at a node. */
  | { readonly kind: 'silence' }
  /** No answer; another step sends the same to the node. */
  | { readonly kind: 'unanswered' }
  /** Nothing is asked of this step by itself. */
  | { readonly kind: 'any' }
  /** An answer; with a reason it is the edge's own, and nothing arrives at a node. */
  | { readonly kind: 'answer'; readonly status: number; readonly reason?: string; readonly node?: 'none' }
  /** Answered with 200 by Asterisk, which understood exactly this. */
  | ({ readonly kind: 'accepted' } & Understood)
  /** The edge or the node ends the call with BYE. */
  | { readonly kind: 'ended' }

/** What Asterisk must have understood of a call; texts may hold `{{ip}}`. */
export interface Understood {
  readonly line: string
  readonly ticket: string
  readonly address: string
  readonly port: number
  readonly codec: 'PCMU' | 'PCMA'
  /** False: on hold, so that no audio is sent. */
  readonly audio: boolean
  /** Whose number the node was told; empty: nobody's. Absent: it is not looked at. */
  readonly caller?: string
  /** Texts that must not stand in anything that arrives at a node. */
  readonly absent: readonly string[]
}

export const corpusFolder = packageFile('fixtures/hostile')
/** What software in the field sends, in the same form. */
const interopFolder = packageFile('fixtures/interop')

/**
 * Reads fixtures/hostile and fixtures/interop; a file that does not fit its schema is an error with all that is wrong.
 * Whole messages (`*.sip`) are parts by their name.
 */
export function readCorpus(): Corpus {
  const { parts, sources } = parse(readFileSync(path.join(corpusFolder, 'parts.yaml'), 'utf8')) as {
    parts: Parts
    sources: Corpus['sources']
  }
  const families = [corpusFolder, interopFolder].flatMap(folder =>
    readdirSync(folder)
      .filter(file => file.endsWith('.yaml') && !['parts.yaml', 'sipin.yaml'].includes(file))
      .sort()
      .map(file => path.join(folder, file)),
  )
  const whole = wholeMessages()
  const cases = families
    .flatMap(readFamily)
    .map(item => ({ ...item, with: { ...dialogOf(item, whole), ...item.with } }))
  return { parts: { ...parts, ...whole }, sources, cases }
}

/** What a whole message says of its dialog, for what is sent within it. */
function dialogOf({ steps: [first] }: Case, whole: Parts): Parts {
  const text = first && whole[first.send]
  if (text === undefined) return {}
  const value = (names: string): string | undefined =>
    new RegExp(`^(?:${names}): (.*)$`, 'im').exec(text)?.[1]
  const [from, callid] = [value('from|f'), value('call-id|i')]
  return { ...(from === undefined ? {} : { from }), ...(callid === undefined ? {} : { callid }) }
}

function wholeMessages(): Parts {
  const files = readdirSync(interopFolder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.sip'))
    .sort()
  return Object.fromEntries(
    files.map(file => [file.split(path.sep).join('/'), readFileSync(path.join(interopFolder, file), 'utf8')]),
  )
}

interface FamilyFile {
  readonly family: string
  /** Of cases that name none. */
  readonly transports?: readonly Transport[]
  readonly cases: readonly CaseFile[]
}

interface CaseFile {
  readonly name: string
  readonly why: string
  readonly transports?: readonly Transport[]
  readonly source?: string
  readonly with?: Parts
  readonly send?: string
  readonly expect?: ExpectationFile
  readonly steps?: readonly {
    readonly send: string
    readonly source?: string
    readonly with?: Parts
    readonly expect?: ExpectationFile
    readonly says?: readonly string[]
    readonly keeps?: readonly string[]
  }[]
  readonly talk?: Parts
  readonly absent?: readonly string[]
  readonly deaf?: readonly string[]
}

type ExpectationFile =
  | 'silence'
  | 'unanswered'
  | 'accepted'
  | 'ended'
  | number
  | { readonly status: number; readonly reason?: string; readonly node?: 'none' }
  | Partial<Understood>

function readFamily(file: string): Case[] {
  const read: unknown = parse(readFileSync(file, 'utf8'))
  const schema = JSON.parse(readFileSync(path.join(corpusFolder, 'corpus.schema.json'), 'utf8')) as object
  const check = new Ajv2020({ allErrors: true }).compile(schema)
  if (!check(read))
    throw new Error(
      `${file}: ${check.errors?.map(error => `${error.instancePath} ${error.message}`).join('; ')}`,
    )
  const { family, transports = ['udp', 'tcp'], cases } = read as FamilyFile
  return cases.map(item => ({
    family,
    name: item.name,
    why: item.why,
    transports: item.transports ?? transports,
    source: item.source ?? 'caller',
    with: item.with ?? {},
    steps: (
      item.steps ?? [{ send: item.send ?? 'invite', ...(item.expect ? { expect: item.expect } : {}) }]
    ).map(({ expect, with: own = {}, says = [], keeps = [], ...step }) => ({
      ...step,
      with: own,
      expect: expectation(expect),
      says,
      keeps,
    })),
    ...(item.talk ? { talk: item.talk } : {}),
    absent: item.absent ?? [],
    deaf: item.deaf ?? [],
  }))
}

const understood: Understood = {
  line: 'box',
  ticket: '',
  address: '{{ip}}',
  port: 40000,
  codec: 'PCMU',
  audio: true,
  absent: [],
}

function expectation(written: ExpectationFile | undefined): Expectation {
  if (written === undefined) return { kind: 'any' }
  if (written === 'silence' || written === 'unanswered' || written === 'ended') return { kind: written }
  if (written === 'accepted') return { kind: 'accepted', ...understood }
  if (typeof written === 'number') return { kind: 'answer', status: written }
  if ('status' in written) return { kind: 'answer', ...written }
  return { kind: 'accepted', ...understood, ...written }
}
