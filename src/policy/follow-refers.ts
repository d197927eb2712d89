import { parseDestination } from '../model/destination.js'
import { parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Call, Decision } from './call.js'
import { callerNumber } from './caller-number.js'
import { indexLines } from './line-index.js'
import { judgeRefer, mostReturns } from './refer.js'
import { refusalOf } from './refusals.js'
import { type Check, rows } from './rows.js'
import { followPlan } from './run-plan.js'
import { readTicket } from './ticket.js'
import { readWritten } from './written-headers.js'

/** A REFER of the party that answered the call. */
export interface SentRefer {
  /** URI of Refer-To. */
  readonly to: string
  readonly headers: readonly string[]
}

/** How a call ends after it was handed on. */
export interface HandedOn {
  readonly decision: Decision
  /** The status of each REFER; undefined: nobody had answered, so it was not sent. */
  readonly statuses: readonly (number | 'silence' | undefined)[]
}

/** Whoever answered may hand the call on: each REFER is judged, and the call goes where it says. */
export function followRefers(
  project: Project,
  call: Call,
  refers: readonly SentRefer[],
  first: Decision,
  sourceOf: (to: string, line: Line) => string | undefined = literalSource,
): HandedOn {
  const called = first.line === undefined ? undefined : indexLines(project).lineOf(call.uri)
  const given = readTicket(
    call,
    called?.ticket.also.map(({ value }) => value),
  )
  // A call keeps the number that it was let in with: the headers that other lines read are gone by then.
  const shown = (called && callerNumber(call, called.callerId).number) ?? 'anonymous'
  let ticket = given.kind === 'one' ? given.value : undefined
  let line = called
  let decision = first
  let returns = 0
  const statuses = refers.map(({ to, headers: lines }) => {
    if (!line || !['talk', 'agent', 'overflow'].includes(decision.outcome)) return undefined
    const source = decision.to === undefined ? undefined : sourceOf(decision.to, line)
    const form = readReferHeaders(project, call, line, { to, headers: lines })
    if (form.refused !== undefined) return form.refused
    const { headers } = form
    const referred = judgeRefer(project, { line, outcome: decision.outcome, source, ticket }, { to, headers })
    if (!('line' in referred)) return referred.status
    returns++
    ticket = referred.ticket
    line = referred.line
    const before = decision
    decision = {
      ...before,
      ...{ line: referred.line.id, reason: undefined },
      ...{ to: undefined, agent: undefined, ticket: undefined, caller: undefined, codec: undefined },
      ...(returns > mostReturns
        ? { outcome: 'hangup', reason: 'too-many-hops' }
        : followPlan({ project, call, line: referred.line, ticket }, [...before.steps])),
      status: 200,
    }
    // Agents who rang before the hand-over stay in the list.
    if (decision.offered !== before.offered)
      decision = { ...decision, offered: [...before.offered, ...decision.offered] }
    if (decision.caller !== undefined) decision = { ...decision, caller: shown }
    return referred.status
  })
  return { decision, statuses }
}

/** What the edge looks at in any request, before it asks whose call it belongs to. */
const ofForm: readonly Check[] = ['scanner', 'well-formed', 'hops']

/** The headers of a REFER as parts of the whole request; or how it is answered when its form alone refuses it. */
function readReferHeaders(
  project: Project,
  call: Call,
  line: Line,
  { to, headers: written }: SentRefer,
): { readonly headers: Call['headers']; readonly refused?: number | 'silence' } {
  const { headers, maxForwards, fault } = readWritten({
    method: 'REFER',
    uri: formatSipUri(line.uri.value),
    transport: 'udp',
    source: call.source,
    user: 'target',
    tickets: [],
    written,
    offers: false,
    referTo: to,
  })
  const facts = { project, call: { ...call, headers, maxForwards, fault }, line, ticket: undefined }
  const refusal = rows
    .filter(({ check }) => ofForm.includes(check))
    .map(({ judge }) => judge(facts))
    .find(judged => judged?.reason !== undefined)
  if (!refusal?.reason) return { headers }
  return { headers, refused: (refusal.silent ? undefined : refusalOf(refusal.reason)?.status) ?? 'silence' }
}

/** The address of a target given by name is unknown: it is taken to be one that the line allows. */
function literalSource(to: string): string | undefined {
  const parsed = parseDestination(to)
  if (!('ok' in parsed) || parsed.ok.kind !== 'sip') return undefined
  const { host } = parsed.ok.uri
  return parseAddress(host) ? host : undefined
}
