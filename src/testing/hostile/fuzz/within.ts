import type { Project } from '../../../model/project.js'
import { type Call, quietWorld } from '../../../policy/call.js'
import { judgeWithin, type Within } from '../../../policy/judge-within.js'
import { readRequest, type SipRequest } from '../../../policy/message.js'
import { parseAudio } from '../../../sip/sdp.js'
import { headerOf, headersOf, parseSipMessage, requestUriOf } from '../../../sip/sip-message.js'
import { composeMessage } from '../compose.js'
import type { Case, Corpus, Parts, Step } from '../corpus.js'
import { addressIn, partsOf } from '../parts.js'
import { chooseMutation, type Mutation } from './mutate.js'
import { createRandom } from './random.js'

/** A call that is up, from the side of its caller. */
export interface UpCall {
  /** Its Call-ID and From tag. */
  readonly call: string
  readonly line: string
  readonly source: string
  /** Of its answer: `totag`, `target`, `routes`. */
  readonly parts: Parts
}

export interface WithinMessage {
  readonly number: number
  readonly item: Case
  readonly source: string
  readonly original: string
  readonly mutations: readonly Mutation[]
}

/** The lines whose calls are fuzzed within: they differ in codecs and media. */
const lines = ['box', 'mulaw', 'anywhere']
/** Of each source, so many addresses are used. */
const addresses = 4

/** The Call-ID of a call within which is fuzzed. */
export function callWithin(number: number): string {
  return `d${String(number).padStart(7, '0')}z`
}

export function isWithinCall(callId: string): boolean {
  return /^d\d{7}z$/.test(callId)
}

/** What marks a message within a call, in its Via alone; absent when a mutation took it away. */
export function markOf(text: string): string | undefined {
  return /z9hG4bK(d\d{7}z-\d+)/.exec(text)?.[1]
}

/** Messages within calls: the later steps of the corpus's cases, each put into a call that is up. */
export function createWithin(
  corpus: Pick<Corpus, 'parts' | 'sources' | 'cases'>,
  seed: number,
  port: number,
) {
  const steps = corpus.cases.flatMap(item =>
    item.steps
      .slice(1)
      .filter(step => step.send !== 'invite' && sourceOf(corpus, item, step, 0) !== undefined)
      .map(step => ({ item, step })),
  )
  const compose = ({ item, step }: (typeof steps)[number], number: number, up: UpCall): string =>
    composeMessage(step.send, {
      ...partsOf(corpus, { with: {} }, standOf(up, port)),
      uri: `sip:${up.line}@sip.acme.example`,
      ...up.parts,
      // The ACK of a 2xx may come again; of the first INVITE nothing is left to cancel.
      cseq: String(number + 2),
      'invite-cseq': '1',
      branch: `SIP/2.0/UDP ${up.source}:${port};branch=z9hG4bK${up.call}-1;rport`,
      ...knownParts(item, step),
    })
  return {
    /** Where the call comes from and which line it is to; everything follows from its number. */
    plan: (number: number): { readonly line: string; readonly source: string } => ({
      line: lines[number % lines.length] as string,
      source: addressIn(corpus.sources['caller'] ?? '', number % addresses),
    }),
    invite: (number: number, { line, source }: { line: string; source: string }): string =>
      composeMessage('invite', {
        ...partsOf(corpus, { with: {} }, standOf({ call: callWithin(number), source }, port)),
        uri: `sip:${line}@sip.acme.example`,
      }),
    /** A request of the caller's that is as it should be. */
    good: (send: 'ack' | 'bye', up: UpCall, cseq: number): string =>
      composeMessage(send, {
        ...partsOf(corpus, { with: {} }, standOf(up, port)),
        uri: `sip:${up.line}@sip.acme.example`,
        ...up.parts,
        cseq: String(cseq),
      }),
    message: (number: number, up: UpCall): WithinMessage => {
      const random = createRandom(seed * 1_000_003 + number)
      const chosen = random.pick(steps)
      const other = compose(random.pick(steps), number, up)
      const mutations = Array.from({ length: random.below(5) }, () => chooseMutation(random, other))
      const from = sourceOf(corpus, chosen.item, chosen.step, number % addresses)
      const isCaller = (chosen.step.source ?? chosen.item.source) === 'caller'
      return {
        number,
        item: chosen.item,
        source: isCaller ? up.source : (from ?? up.source),
        original: compose(chosen, number, up),
        mutations,
      }
    },
  }
}

/** What a case says of its messages, but for what makes them another call's. */
function knownParts(item: Case, step: Step): Parts {
  const { from, call, uri, to, contact, via, ...rest } = item.with
  return { ...rest, ...step.with }
}

function standOf({ call, source }: Pick<UpCall, 'call' | 'source'>, port: number) {
  return { transport: 'udp' as const, ip: source, port, call, number: '+33190000' }
}

/** undefined: the step comes from a node, or over IPv6. */
function sourceOf(
  corpus: Pick<Corpus, 'sources'>,
  item: Case,
  step: Step,
  place: number,
): string | undefined {
  const network = corpus.sources[step.source ?? item.source]
  return network === undefined || network.includes(':') ? undefined : addressIn(network, place)
}

export interface WithinJudged extends Within {
  readonly request: SipRequest
  /** Why it may not go on to a node; undefined: it may. */
  readonly refused: string | undefined
}

/** What the policy says of a request within a call that its caller began. */
export function judgeMessageWithin(project: Project, text: string, source: string, up: UpCall): WithinJudged {
  // The edge writes the request URI anew: one that the model cannot read and Kamailio can is no fault here.
  const request = readRequest(
    text.replace(/^(\S+) +[^ \t\r\n]+ +(?=SIP\/2\.0 *\r?\n)/i, '$1 sip:node.invalid '),
  )
  const call: Call = {
    ...request,
    source,
    transport: 'udp',
    at: Date.UTC(2026, 10, 24, 9),
    world: quietWorld,
  }
  const line = project.lines.find(({ id }) => id === up.line)
  const known = { callId: up.call, tag: up.call, source: up.source }
  const within = judgeWithin(project, { ...request, ...call }, { line, up: known })
  const { reason = within.decision.outcome, steps } = within.decision
  return {
    ...within,
    request,
    refused:
      within.forNode && within.decision.reason === undefined ? undefined : `${reason}: ${steps.at(-1)?.text}`,
  }
}

/** An answer of one audio section that is turned down by port 0 (RFC 3264 section 6). */
const answersNothing =
  /^v=0\r\no=- 1 \d+ IN IP4 0\.0\.0\.0\r\ns=-\r\nc=IN IP4 0\.0\.0\.0\r\nt=0 0\r\nm=audio 0 RTP\/AVP 0\r\n$/

/** What is wrong about a request within a call that arrived at the node. */
export function judgeWithinArrival(
  text: string,
  { forNode, refused }: Pick<WithinJudged, 'forNode' | 'refused'>,
  contact: string,
): string[] {
  const message = parseSipMessage(text)
  if (!message) return ['what arrived at the node cannot be read']
  // What the edge makes itself, the BYE that ends a call or the ACK of a refusal, has one Via.
  if (headersOf(message, 'Via').length < 2) return []
  const declined = forNode?.audio === 'declined'
  if (!forNode || (declined && !answersNothing.test(message.body)))
    return [`it arrived at the node within a call, and the policy refuses it: ${refused}`]
  const audio = typeof forNode.audio === 'object' ? forNode.audio : undefined
  const written = parseAudio(message.body)
  const { key } = forNode
  const wanted = {
    address: audio?.address,
    port: audio?.port,
    codecs: audio?.codecs.join(' '),
    uri: contact,
    foreign: '',
    type: key ? 'application/dtmf-relay' : audio || declined ? 'application/sdp' : '',
    key: key && `Signal=${key.key}\r\nDuration=${key.held}\r\n`,
  }
  const seen = {
    address: written?.address,
    port: written?.port,
    codecs: written?.codecs.join(' '),
    uri: requestUriOf(message),
    foreign: message.headers
      .map(([name]) => name)
      .filter(name => /^x-(zendesk|sipin)-/i.test(name))
      .join(' '),
    type: message.body === '' ? '' : headerOf(message, 'Content-Type'),
    key: key && message.body,
  }
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter(name => String(wanted[name] ?? '') !== String(seen[name] ?? ''))
    .map(
      name => `within a call the node got ${name} \`${seen[name]}\`, and the policy says \`${wanted[name]}\``,
    )
}
