import { parseAudio } from '../../../lab/sdp.js'
import { headerOf, headersOf, parseSipMessage, requestUriOf } from '../../../lab/sip-message.js'
import type { Line, Project } from '../../../model/project.js'
import type { Decision } from '../../../policy/call.js'
import { callerNumber } from '../../../policy/caller-number.js'
import { beginsSomething, judgeMessage } from '../../../policy/judge-message.js'
import type { SipRequest } from '../../../policy/message.js'
import { chooseAudio } from '../../../policy/offer.js'
import { readTicket } from '../../../policy/ticket.js'
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
  /** Whether the pure policy lets it go on to a node. */
  readonly passes: boolean
  /** Headers beside its own that the line takes a ticket from, in lower case. */
  readonly also: readonly string[]
  readonly line: Line | undefined
}

export function judgeFuzz(project: Project, text: string, source: string, transport: Transport): Judged {
  const arrival = { text, source, transport, at: Date.UTC(2026, 10, 24, 9) }
  const { request, decision } = judgeMessage(project, arrival)
  const passes = beginsSomething(request) && decision.outcome !== 'rejected' && decision.outcome !== 'alive'
  const line = project.lines.find(({ id }) => id === decision.line)
  return { request, decision, passes, also: line?.ticket.also.map(({ value }) => value) ?? [], line }
}

/** What is wrong about a request that arrived at the node; empty: it is what the pure policy decided. */
export function judgeArrival(text: string, { request, decision, passes, also, line }: Judged): string[] {
  if (!passes)
    return [
      `it arrived at the node, and the policy refuses it: ${decision.reason ?? 'it begins no call'} (${decision.steps.at(-1)?.text ?? ''})`,
    ]
  const message = parseSipMessage(text)
  if (!message) return ['what arrived at the node cannot be read']
  const ticket = readTicket(request, also)
  const offer = typeof request.offer === 'object' ? chooseAudio(request.offer, line?.codecs ?? []) : undefined
  const audio = offer?.audio
  const written = parseAudio(message.body)
  const wanted = {
    line: decision.line,
    header: decision.line,
    tickets: ticket.kind === 'one' ? ticket.value : '',
    caller: line && callerNumber(request, line.callerId).number,
    address: audio?.address,
    port: audio?.port,
  }
  const seen = {
    line: /^sip:([^@]*)@/.exec(requestUriOf(message))?.[1],
    header: headerOf(message, 'X-Sipin-Line'),
    tickets: headersOf(message, 'X-Zendesk-Ticket-Id').join(', '),
    caller: headerOf(message, 'X-Sipin-Caller'),
    address: written?.address,
    port: written?.port,
  }
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter(key => String(wanted[key] ?? '') !== String(seen[key] ?? ''))
    .map(key => `the node got ${key} \`${seen[key]}\`, and the policy says \`${wanted[key]}\``)
}
