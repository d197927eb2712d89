import type { Project } from '../../../model/project.js'
import type { Decision } from '../../../policy/call.js'
import { headersForNode, type NodeInvite, nodeUri } from '../../../policy/for-node.js'
import { beginsSomething, judgeMessage } from '../../../policy/judge-message.js'
import type { SipRequest } from '../../../policy/message.js'
import { parseAudio } from '../../../sip/sdp.js'
import { type Header, parseSipMessage, requestUriOf } from '../../../sip/sip-message.js'
import { composeMessage } from '../compose.js'
import type { Case, Corpus, Transport } from '../corpus.js'
import { addressIn, partsOf } from '../parts.js'
import { chooseMutation, type Mutation } from './mutate.js'
import { createRandom } from './random.js'

/** A message of the fuzzer: everything about it follows from the seed and its number. */
export interface FuzzMessage {
  readonly number: number
  readonly item: Case
  readonly source: string
  readonly call: string
  /** As the corpus has it. */
  readonly original: string
  readonly mutations: readonly Mutation[]
}

/** Of each source, so many addresses are used. */
const addresses = 4

/** Stands in the Call-ID and the tags of a message, and in no other. */
function token(number: number): string {
  return `f${String(number).padStart(7, '0')}z`
}

/** Messages by number. */
export function createFuzz(corpus: Pick<Corpus, 'parts' | 'sources' | 'cases'>, seed: number, port: number) {
  const composed = new Map<string, { text: string; source: string }>()
  // A case is put together once for each of a few addresses; messages differ in their token.
  const compose = (item: Case, number: number): { text: string; source: string } => {
    const place = number % addresses
    const key = `${place} ${item.family} ${item.name}`
    const known = composed.get(key)
    if (known) return known
    const [step] = item.steps
    const source = addressIn(corpus.sources[item.source] ?? '', place)
    const stand = { transport: 'udp' as const, ip: source, port, call: token(0), number: `+3319000${place}` }
    const parts = partsOf(corpus, { with: { ...item.with, ...step?.with } }, stand)
    // In the first message nothing of a dialog is known yet.
    const nothing = { branch: 'x', target: 'sip:x', totag: 'x', rseq: '1' }
    const made = { text: composeMessage(step?.send ?? 'invite', { ...nothing, ...parts }), source }
    composed.set(key, made)
    return made
  }
  return (number: number): FuzzMessage => {
    const random = createRandom(seed * 1_000_003 + number)
    const item = random.pick(corpus.cases)
    const { text, source } = compose(item, number)
    const call = token(number)
    const other = compose(random.pick(corpus.cases), number).text.replaceAll(token(0), call)
    const mutations = Array.from({ length: random.below(6) }, () => chooseMutation(random, other))
    return { number, item, source, call, original: text.replaceAll(token(0), call), mutations }
  }
}

export function mutate({ original, mutations }: Pick<FuzzMessage, 'original' | 'mutations'>): string {
  const text = mutations.reduce((text, change) => change(text), original).slice(0, 60_000)
  // A character is a byte: what capitals make of some (U+0178) is none.
  return Buffer.from(text, 'latin1').toString('latin1')
}

export interface Judged {
  readonly request: SipRequest
  readonly decision: Decision
  /** What a node must get of it; undefined: nothing, for the policy refuses it or answers it. */
  readonly forNode: NodeInvite | undefined
}

export function judgeFuzz(project: Project, text: string, source: string, transport: Transport): Judged {
  const arrival = { text, source, transport, at: Date.UTC(2026, 10, 24, 9) }
  const { request, decision, forNode } = judgeMessage(project, arrival)
  return { request, decision, forNode: beginsSomething(request) ? forNode : undefined }
}

/** What is wrong about a request that arrived at the node; empty: it is what the pure policy decided. */
export function judgeArrival(text: string, { decision, forNode }: Judged): string[] {
  if (!forNode)
    return [
      `it arrived at the node, and the policy refuses it: ${decision.reason ?? 'it begins no call'} (${decision.steps.at(-1)?.text ?? ''})`,
    ]
  const message = parseSipMessage(text)
  if (!message) return ['what arrived at the node cannot be read']
  const { audio } = forNode
  const written = parseAudio(message.body)
  const own = (name: string): boolean => /^x-(sipin|zendesk)-/i.test(name)
  const shown = (headers: readonly Header[]): string => headers.map(header => header.join(': ')).join(', ')
  const wanted = {
    uri: nodeUri(forNode),
    headers: shown(headersForNode(forNode)),
    address: audio?.address,
    port: audio?.port,
    codecs: audio?.codecs.join(' '),
  }
  const seen = {
    uri: requestUriOf(message),
    headers: shown(message.headers.filter(([name]) => own(name))),
    address: written?.address,
    port: written?.port,
    codecs: written?.codecs.join(' '),
  }
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter(key => String(wanted[key] ?? '') !== String(seen[key] ?? ''))
    .map(key => `the node got ${key} \`${seen[key]}\`, and the policy says \`${wanted[key]}\``)
}
