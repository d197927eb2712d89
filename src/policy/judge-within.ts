import { formatAddress, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { printable } from '../printable.js'
import { allowedBy } from './allowed-by.js'
import { type Call, type Decision, type Step, takenByNobody } from './call.js'
import { audioForNode, type NodeAudio } from './for-node.js'
import { judgeRows, sdpChecks } from './judge-rows.js'
import { indexLines } from './line-index.js'
import type { SipRequest } from './message.js'
import { type PressedKey, pressedKey } from './pressed-key.js'
import { callerProfiles } from './profiles.js'
import { judgeRefer } from './refer.js'
import { type RejectReason, refusalOf } from './refusals.js'
import type { Facts } from './rows.js'

const methods = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'UPDATE', 'PRACK', 'INFO', 'OPTIONS', 'REFER']
const withOffer = ['INVITE', 'ACK', 'UPDATE', 'PRACK']

/** A request with a tag in To, an ACK or a CANCEL, as it came. */
export type RequestWithin = Call & Pick<SipRequest, 'body' | 'callId' | 'tag' | 'inDialog'>

/** A call that is up, as its caller began it. */
export interface CallUp {
  readonly callId: string
  /** Of the caller. */
  readonly tag: string
  /** The address that the INVITE came from. */
  readonly source: string
}

/** What is known of the call that a request is inside of. */
export interface KnownCall {
  /** undefined: of the lines that allow the source, the first is taken. */
  readonly line?: Line | undefined
  /** undefined: no message says whose side of a call it is, so whatever any party may send passes. */
  readonly up?: CallUp | undefined
}

/** What a node must get of a request that goes on to it. */
export interface NodeRequest {
  /** undefined: no SDP. `declined`: an answer that takes nothing, in place of one that was refused in ACK. */
  readonly audio: NodeAudio | 'declined' | undefined
  readonly key?: PressedKey
}

/** What the policy says of a request inside a call: of a tag in To, of ACK and of CANCEL. */
export interface Within {
  readonly decision: Decision
  /** The line whose call it is taken for; undefined: no line allows the address that it comes from. */
  readonly line: Line | undefined
  /** undefined: the request does not reach the node. */
  readonly forNode: NodeRequest | undefined
  /** The call is over after it. */
  readonly endsCall: boolean
}

/** Judges a request inside a call, in the order of the edge: form, call, source, method, then what it carries. */
export function judgeWithin(project: Project, request: RequestWithin, known: KnownCall): Within {
  const source = parseAddress(request.source)
  const line = known.line ?? (source && indexLines(project).allowing(source)[0]?.line)
  const steps: Step[] = []
  const facts: Facts = {
    ...{ project, call: request, line, ticket: undefined },
    inCall: { began: known.up?.source },
  }
  const refused = mayNotSpeak(facts, request, known, steps)
  if (refused !== undefined) return end(facts, steps, { reason: refused })
  return judgeMethod({ ...facts, line: line as Line }, request, known, steps)
}

interface Ending {
  readonly reason?: RejectReason | undefined
  /** The edge answers with 200. */
  readonly alive?: true
  readonly forNode?: NodeRequest
  readonly endsCall?: boolean
}

function end(
  { line, call: { method } }: Facts,
  steps: readonly Step[],
  { reason, alive, forNode, endsCall = false }: Ending,
): Within {
  const status = reason === undefined || method === 'ACK' ? undefined : refusalOf(reason)?.status
  const outcome = reason === undefined ? 'within' : 'rejected'
  const decision = { outcome, status, reason, line: line?.id, ...takenByNobody, steps } as const
  return {
    decision: alive ? { ...decision, outcome: 'alive', status: 200 } : decision,
    line,
    forNode,
    endsCall,
  }
}

/** Why nobody looks at what it says. */
function mayNotSpeak(
  facts: Facts,
  request: RequestWithin,
  { up }: KnownCall,
  steps: Step[],
): RejectReason | undefined {
  const malformed = judgeRows(['scanner', 'well-formed', 'hops'], facts, steps)
  if (malformed) return malformed.reason
  const { callId, tag, inDialog } = request
  if (up && (callId !== up.callId || tag !== up.tag || !inDialog))
    return refuse(steps, step(undefined, 'call', 'refused', 'it is of no call that is up'), 'no-call')
  if (!facts.line)
    return refuse(
      steps,
      step(
        5,
        'source',
        'refused',
        `${address(request)} is in the allow of no line (${allowedBy(facts.project.lines)})`,
      ),
      'source',
    )
  return judgeRows(['source'], facts, steps)?.reason
}

function judgeMethod(
  facts: Facts & { readonly line: Line },
  request: RequestWithin,
  { up }: KnownCall,
  steps: Step[],
): Within {
  const { method } = request
  // The caller of a call that is known is no overflow target.
  if (!methods.includes(method) || (up && method === 'REFER')) {
    const text = `\`${printable(method)}\` is for no call that is up`
    return end(facts, steps, { reason: refuse(steps, step(2, 'method', 'refused', text), 'method') })
  }
  if (method === 'OPTIONS' || (method === 'INFO' && request.body === '')) {
    steps.push(step(undefined, 'call', 'passed', 'the edge answers it, when it knows the call'))
    return end(facts, steps, { alive: true })
  }
  if (method === 'REFER') {
    const reason = refer(facts, steps)
    return end(facts, steps, reason === undefined ? { forNode: { audio: undefined } } : { reason })
  }
  return method === 'INFO' ? judgeInfo(facts, request, steps) : judgeSdp(facts, steps)
}

function judgeInfo(facts: Facts, { headers, body }: RequestWithin, steps: Step[]): Within {
  const type = headers.find(([name]) => /^(content-type|c)$/i.test(name))?.[1]
  const key = pressedKey(type, body)
  if (key) return goOn(facts, steps, { audio: undefined, key })
  const text = 'the body is no key that is pressed'
  return end(facts, steps, { reason: refuse(steps, step(undefined, 'info', 'refused', text), 'info') })
}

/** Rows 8 to 10. A BYE has a body for nobody. */
function judgeSdp(facts: Facts & { readonly line: Line }, steps: Step[]): Within {
  const { line, call } = facts
  const carries = withOffer.includes(call.method) && call.offer !== undefined
  const refused = carries ? judgeRows(sdpChecks, facts, steps) : undefined
  // An answer in ACK cannot be refused any more: the node gets one that takes nothing, and ends the call with BYE.
  if (refused && call.method === 'ACK')
    return end(facts, steps, { reason: refused.reason, forNode: { audio: 'declined' }, endsCall: true })
  if (refused) return end(facts, steps, { reason: refused.reason })
  const profiles = callerProfiles(line, call.transport)
  return goOn(facts, steps, { audio: carries ? audioForNode(call.offer, line, profiles) : undefined })
}

function goOn(facts: Facts, steps: Step[], forNode: NodeRequest): Within {
  const text = 'it goes on when the edge knows the call; without one it gets 481 no-call'
  steps.push(step(undefined, 'call', 'passed', text))
  return end(facts, steps, { forNode, endsCall: facts.call.method === 'BYE' })
}

/** Only whoever was reached by overflow hands a call back, and only to a line. */
function refer(
  { project, call: { headers, source }, line }: Facts & { readonly line: Line },
  steps: Step[],
): RejectReason | undefined {
  const values = headers.filter(([name]) => /^(refer-to|r)$/i.test(name)).map(([, value]) => value.trim())
  const [first = ''] = values
  const to = values.length === 1 ? (/<([^>]*)>/.exec(first)?.[1] ?? first.split(';')[0] ?? '') : ''
  const judged = judgeRefer(
    project,
    { line, outcome: 'overflow', source, ticket: undefined },
    { to, headers },
  )
  if ('line' in judged) {
    const ticket =
      judged.ticket === undefined ? 'with the ticket that it had' : `with ticket ${judged.ticket}`
    const text = `the call goes to line \`${judged.line.id}\` ${ticket}, when it was handed to this party by overflow; from anybody else it gets 405 method`
    steps.push({ ...step(undefined, 'refer', 'passed', text), place: judged.line.place })
    return undefined
  }
  const text = `Refer-To \`${printable(to)}\`: ${refusalOf(judged.reason)?.text ?? judged.reason}`
  return refuse(steps, step(undefined, 'refer', 'refused', text), judged.reason)
}

function refuse(steps: Step[], why: Step, reason: RejectReason): RejectReason {
  steps.push(why)
  return reason
}

function step(row: number | undefined, check: string, verdict: Step['verdict'], text: string): Step {
  return { row, check, verdict, text, place: undefined }
}

function address({ source }: Call): string {
  const parsed = parseAddress(source)
  return parsed ? formatAddress(parsed.family, parsed.bits) : source
}
