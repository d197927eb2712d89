import type { Line, Project } from '../model/project.js'
import { type Call, type Decision, type Reason, type Step, takenByNobody } from '../policy/call.js'
import { sdpChecks } from '../policy/judge-rows.js'
import { type Change, nearestChange } from '../policy/nearest.js'
import { type RejectReason, refusalOf } from '../policy/refusals.js'
import { rows } from '../policy/rows.js'
import type { Explanation, Part } from './explanation.js'
import type { Leg } from './log-line.js'

/**
 * A request inside a call, a request of a node or an answer, of which only the edge's refusal is known. `call` is one to
 * the line that the log names.
 */
export function explainPart(project: Project, call: Call, part: Part, reason: RejectReason): Explanation {
  const line = project.lines.find(({ id }) => id === part.line)
  const refusal = refusalOf(reason)
  const row = rowOf(reason)
  const answered = part.what !== 'answer' && call.method !== 'ACK'
  const decision: Decision = {
    outcome: 'rejected',
    status: answered ? refusal?.status : undefined,
    reason,
    line: line?.id,
    ...takenByNobody,
    steps: [
      ...stepsBefore(call, part, line, row?.row),
      {
        row: row?.row,
        check: row?.check ?? reason,
        verdict: 'refused',
        text: `${refusal?.text ?? reason}; ${whatFollows(part, call, reason, row?.check)}`,
        place: undefined,
      },
    ],
  }
  return { call, part, decision, change: changeOf(project, call, part, line, decision) }
}

/** Inside a call there is one check of the source: whether it may send on this leg (row 5). */
function rowOf(reason: RejectReason): { readonly row: number; readonly check: string } | undefined {
  return reason === 'source'
    ? { row: 5, check: 'source' }
    : rows.find(({ reasons }) => reasons.includes(reason))
}

const legNames: Readonly<Record<Leg, string>> = {
  caller: 'of the caller',
  twilio: 'of the caller, who is at Twilio',
  talk: 'to Talk',
  agent: 'to an agent',
  overflow: 'to an overflow target',
}

/** `inside a call of line `support`, on the leg to Talk` */
export function describePart({ what, leg, line, callId }: Part): string {
  const whose = line === undefined ? '' : ` of line \`${line}\``
  const side = leg === undefined ? '' : `, on the leg ${legNames[leg]}`
  const known = callId === undefined ? '' : `, Call-ID ${callId}`
  if (what === 'node') return `a new request of a node${whose}${side}${known}`
  return what === 'answer'
    ? `an answer in a call${whose}${side}${known}`
    : `inside a call${whose}${side}${known}`
}

/** The checks that passed before; `row` is undefined for a reason of no row. */
function stepsBefore(
  { source }: Call,
  { what, leg, line: id }: Part,
  line: Line | undefined,
  row: number | undefined,
): Step[] {
  const passed = (number: number, check: string, text: string, place: Step['place']): Step[] =>
    row !== undefined && row > number ? [{ row: number, check, verdict: 'passed', text, place }] : []
  const thing = what === 'answer' ? 'answer' : 'request'
  const allow = leg === 'talk' ? undefined : line?.written.get('allow')
  const maySpeak =
    what === 'dialog' && leg !== undefined && id !== undefined
      ? passed(5, 'source', `${source} may speak on the leg ${legNames[leg]}`, allow)
      : []
  return [...passed(1, 'well-formed', `the ${thing} is well-formed SIP`, undefined), ...maySpeak]
}

function whatFollows(
  { what }: Part,
  { method }: Call,
  reason: RejectReason,
  check: string | undefined,
): string {
  const ofBody = sdpChecks.some(name => name === check)
  if (reason === 'certificate') return 'the answer is dropped, and for the node nobody has answered'
  if (what === 'answer') return 'the answer goes on without its body, and the node ends the leg'
  if (what === 'node') return 'the node takes it for a leg that nobody answers'
  if (method === 'ACK')
    return ofBody ? 'in ACK that cannot be said any more, so the call ends with BYE' : 'it goes no further'
  return 'a call that is up goes on as it was'
}

export function changeOf(
  project: Project,
  call: Call,
  part: Part,
  line: Line | undefined,
  decision: Decision,
): Change | undefined {
  // What a node asks for follows from its own files: its tree is another one than this project's.
  if (part.what === 'node') return nearestChange(project, call, { ...decision, reason: 'no-target' })
  return (
    (decision.reason && changes[decision.reason])?.(part, call, line) ??
    nearestChange(project, call, decision)
  )
}

type FindChange = (part: Part, call: Call, line: Line | undefined) => Change | undefined

/** Only those that differ from the changes for a request that begins a call. */
const changes: Readonly<Partial<Record<Reason, FindChange>>> = {
  malformed: (_, { method }) => ({
    text: method === 'REFER' ? 'send one Refer-To with a sip: URI' : 'mend the message',
    place: undefined,
  }),
  method: () => ({
    text: 'send INVITE, ACK, BYE, UPDATE, PRACK, INFO or OPTIONS; REFER is for whoever was reached by overflow',
    place: undefined,
  }),
  source: ({ leg }, { source, method }, line) =>
    leg === 'talk'
      ? { text: "send it from Twilio's signalling ranges", place: undefined }
      : {
          text: `send it from where the ${leg === 'overflow' || leg === 'agent' ? 'leg was answered' : 'call came from'}, or add ${source} to allow of ${line ? `line \`${line.id}\`` : 'the line'}${method === 'REFER' ? ', also when it hands the call to another line' : ''}`,
          place: line && (line.written.get('allow') ?? line.place),
        },
  'media-address': ({ leg }, _, line) => mediaChange(leg, 'an address', line),
  'media-port': ({ leg }, _, line) => mediaChange(leg, 'a port', line),
  'media-profile': ({ leg }, _, line) =>
    (leg === 'talk' && line?.secure.talk.value) || (leg === 'caller' && line?.secure.callers.value === true)
      ? {
          text: 'use RTP/SAVP over TLS with a key of SDES: the line is secure',
          place: line.written.get('secure'),
        }
      : { text: 'use RTP/AVP', place: undefined },
}

function mediaChange(leg: Leg | undefined, what: string, line: Line | undefined): Change | undefined {
  if (leg === 'talk' || leg === 'twilio')
    return { text: `send audio from ${what} of Twilio's media range`, place: undefined }
  const own = leg === 'agent' || leg === 'overflow' ? ', or from where the leg was answered' : ''
  return {
    text: `send audio from ${what} of the line's media${own}`,
    place: line && (line.written.get('media') ?? line.place),
  }
}
