import { parseAudio } from '../../../lab/sdp.js'
import { headerOf, headersOf, parseSipMessage, requestUriOf, tagOf } from '../../../lab/sip-message.js'
import type { Project } from '../../../model/project.js'
import { type Call, quietWorld } from '../../../policy/call.js'
import { readRequest, type SipRequest } from '../../../policy/message.js'
import { chooseAudio } from '../../../policy/offer.js'
import { type Facts, rows } from '../../../policy/rows.js'
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

export interface WithinJudged {
  readonly request: SipRequest
  /** Why it may not go on to a node; undefined: it may. */
  readonly refused: string | undefined
  /** An ACK whose answer is refused goes on with one that takes nothing: it cannot be refused any more. */
  readonly takesNothing: boolean
  readonly endsCall: boolean
}

const methods = ['INVITE', 'ACK', 'BYE', 'UPDATE', 'PRACK', 'INFO']
const withOffer = ['INVITE', 'ACK', 'UPDATE', 'PRACK']
/** Of the policy's rows, those that hold for the life of a call. */
const lasting = ['scanner', 'well-formed', 'hops', 'source', 'body', 'codec', 'media', 'profile']
/** Those of them that look at the body alone. */
const ofBody = ['body', 'codec', 'media', 'profile']

/** What the pure policy says of a request within a call (rows 1, 5 and 8 to 10). */
export function judgeWithin(project: Project, text: string, source: string, up: UpCall): WithinJudged {
  // The edge writes the request URI anew, whatever it asks for.
  const read = readRequest(text.replace(/^(\S+) +[^ \t\r\n]+ +(?=SIP\/2\.0 *\r?\n)/i, '$1 sip:node.invalid '))
  const codecs = project.lines.find(({ id }) => id === up.line)?.codecs ?? []
  const request = typeof read.offer === 'object' ? { ...read, offer: chooseAudio(read.offer, codecs) } : read
  const foreign =
    strangerIn(request, up) ?? (methods.includes(request.method) ? undefined : `the method ${request.method}`)
  const refusal = foreign === undefined ? refusedBy(project, request, source, up) : undefined
  const refused = foreign ?? refusal?.text
  const isAck = request.method === 'ACK'
  return {
    request,
    refused,
    takesNothing: isAck && refusal !== undefined && ofBody.includes(refusal.check),
    // A node ends the call whose answer takes nothing (row 9).
    endsCall: request.method === 'BYE' || (isAck && refused !== undefined),
  }
}

function strangerIn({ callId, headers, inDialog }: SipRequest, { call }: UpCall): string | undefined {
  const from = headers.find(([name]) => /^(from|f)$/i.test(name))?.[1] ?? ''
  // Headers may be folded (RFC 3261 section 7.3.1).
  if (callId !== call || tagOf(from.replace(/\s+/g, '')) !== call) return 'it is of another call'
  return inDialog ? undefined : 'it is within no call'
}

function refusedBy(
  project: Project,
  request: SipRequest,
  source: string,
  up: UpCall,
): { readonly check: string; readonly text: string } | undefined {
  const line = project.lines.find(({ id }) => id === up.line)
  const heard: Call = {
    ...request,
    offer: withOffer.includes(request.method) ? withoutHold(request.offer) : undefined,
    source,
    transport: 'udp',
    at: Date.UTC(2026, 10, 24, 9),
    world: quietWorld,
  }
  for (const { check, judge } of rows) {
    if (!lasting.includes(check)) continue
    // The media ranges are those of the caller who began the call.
    const call = check === 'media' ? { ...heard, source: up.source } : heard
    if (check === 'media' && typeof call.offer === 'object' && call.offer.addresses.length === 0) continue
    const judged = judge({ project, call, line, ticket: undefined } satisfies Facts)
    if (judged?.reason !== undefined) return { check, text: `${judged.reason}: ${judged.text}` }
  }
  return undefined
}

/** Hold by 0.0.0.0 is legal once there is a call (RFC 3264 section 8.4). */
function withoutHold(offer: SipRequest['offer']): SipRequest['offer'] {
  if (typeof offer !== 'object') return offer
  const addressed = offer.addresses.filter(address => address !== '0.0.0.0')
  return offer.addresses.length === 0 ? offer : { ...offer, addresses: addressed }
}

/** An answer of one audio section that is turned down by port 0 (RFC 3264 section 6). */
const answersNothing =
  /^v=0\r\no=- 1 \d+ IN IP4 0\.0\.0\.0\r\ns=-\r\nc=IN IP4 0\.0\.0\.0\r\nt=0 0\r\nm=audio 0 RTP\/AVP 0\r\n$/

/** What is wrong about a request within a call that arrived at the node. */
export function judgeWithinArrival(text: string, judged: WithinJudged, contact: string): string[] {
  const message = parseSipMessage(text)
  if (!message) return ['what arrived at the node cannot be read']
  // What the edge makes itself, the BYE that ends a call or the ACK of a refusal, has one Via.
  if (headersOf(message, 'Via').length < 2) return []
  const { request, refused, takesNothing } = judged
  if (refused !== undefined && !(takesNothing && answersNothing.test(message.body)))
    return [`it arrived at the node within a call, and the policy refuses it: ${refused}`]
  const offer =
    !takesNothing && withOffer.includes(request.method) && typeof request.offer === 'object'
      ? request.offer.audio
      : undefined
  const written = parseAudio(message.body)
  const wanted = { address: offer?.address, port: offer?.port, uri: contact, foreign: '' }
  const seen = {
    address: written?.address,
    port: written?.port,
    uri: requestUriOf(message),
    foreign: message.headers
      .map(([name]) => name)
      .filter(name => /^x-(zendesk|sipin)-/i.test(name))
      .join(' '),
  }
  const faults = (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter(key => String(wanted[key] ?? '') !== String(seen[key] ?? ''))
    .map(key => `within a call the node got ${key} \`${seen[key]}\`, and the policy says \`${wanted[key]}\``)
  const type = headerOf(message, 'Content-Type')
  return message.body !== '' && type !== 'application/sdp'
    ? [...faults, `within a call the node got a body of type \`${type}\``]
    : faults
}
