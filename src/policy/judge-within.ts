import { formatAddress, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { printable } from '../printable.js'
import { type Call, type Decision, type Offer, type Step, takenByNobody } from './call.js'
import { indexLines } from './line-index.js'
import { chooseAudio } from './offer.js'
import { judgeRefer } from './refer.js'
import { type RejectReason, refusalOf } from './refusals.js'
import { type Check, type Facts, rows } from './rows.js'

const methods = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'UPDATE', 'PRACK', 'INFO', 'OPTIONS', 'REFER']
const withOffer = ['INVITE', 'ACK', 'UPDATE', 'PRACK']
const ofForm: readonly Check[] = ['scanner', 'well-formed', 'hops']
const ofMedia: readonly Check[] = ['body', 'codec', 'media', 'profile']

/** What the policy says of a request inside a call: of a tag in To, of ACK and of CANCEL. */
export interface Within {
  readonly decision: Decision
  /** The line whose call it is taken for; undefined: no line allows the address that it comes from. */
  readonly line: Line | undefined
}

/** Whose call it is, no message says: without a line it is taken for one of the first that allows the source. */
export function judgeWithin(project: Project, call: Call, known: Line | undefined): Within {
  const source = parseAddress(call.source)
  const line = known ?? (source && indexLines(project).allowing(source)[0]?.line)
  const steps: Step[] = []
  const facts: Facts = { project, call: { ...call, offer: held(call) }, line, ticket: undefined }
  const end = (reason: RejectReason | undefined): Within => {
    const status = reason === undefined || call.method === 'ACK' ? undefined : refusalOf(reason)?.status
    const outcome = reason === undefined ? 'within' : 'rejected'
    return { line, decision: { outcome, status, reason, line: line?.id, ...takenByNobody, steps } }
  }
  const judge = (checks: readonly Check[]): RejectReason | undefined => {
    for (const { row, check, judge: look } of rows.filter(({ check: name }) => checks.includes(name))) {
      const judged = look(facts)
      if (!judged) continue
      const { text, place, reason } = judged
      steps.push({ row, check, verdict: reason === undefined ? 'passed' : 'refused', text, place })
      if (reason !== undefined) return reason
    }
    return undefined
  }
  const malformed = judge(ofForm)
  if (malformed !== undefined) return end(malformed)
  if (!line) {
    steps.push(step(5, 'source', 'refused', `${address(call)} is in the allow of no line`))
    return end('source')
  }
  const stranger = judge(['source'])
  if (stranger !== undefined) return end(stranger)
  if (!methods.includes(call.method)) {
    steps.push(step(2, 'method', 'refused', `\`${printable(call.method)}\` is for no call that is up`))
    return end('method')
  }
  if (call.method === 'REFER') return end(refer(project, call, line, steps))
  const refused = withOffer.includes(call.method) && call.offer !== undefined ? judge(ofMedia) : undefined
  if (refused !== undefined) return end(refused)
  steps.push(
    step(
      undefined,
      'call',
      'passed',
      'it goes on when the edge knows the call; without one it gets 481 no-call',
    ),
  )
  return end(undefined)
}

/** Hold by 0.0.0.0 is legal once there is a call (RFC 3264 section 8.4). */
function held({ offer }: Call): Call['offer'] {
  if (typeof offer !== 'object') return offer
  const elsewhere = offer.addresses.filter(it => it !== '0.0.0.0')
  const onHold: Offer = elsewhere.length > 0 ? { ...offer, addresses: elsewhere } : { ...offer, ports: [] }
  return chooseAudio(onHold, onHold.codecs)
}

/** Only whoever was reached by overflow hands a call back, and only to a line. */
function refer(
  project: Project,
  { headers, source }: Call,
  line: Line,
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
  steps.push(step(undefined, 'refer', 'refused', text))
  return judged.reason
}

function step(row: number | undefined, check: string, verdict: Step['verdict'], text: string): Step {
  return { row, check, verdict, text, place: undefined }
}

function address({ source }: Call): string {
  const parsed = parseAddress(source)
  return parsed ? formatAddress(parsed.family, parsed.bits) : source
}
