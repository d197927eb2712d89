import { parseAudio } from '../../sip/sdp.js'
import { headerOf, headersOf, parseSipMessage } from '../../sip/sip-message.js'
import { composeValue } from './compose.js'
import type { Case, Corpus, Expectation, Step, Transport, Understood } from './corpus.js'
import type { Observation, StepSeen } from './observation.js'
import { partsOf } from './parts.js'

/** What Asterisk wrote down of a call when it was over. */
export interface CallRecord {
  readonly line: string
  readonly ticket: string
  readonly source: string
  readonly call_id: string
}

export interface Seen {
  readonly observation: Observation
  readonly records: readonly CallRecord[]
  readonly transport: Transport
  /** The address from which the node sends audio. */
  readonly media: string
}

/** Everything that is not as the case says; empty: it passed. */
export function judge(corpus: Pick<Corpus, 'parts'>, item: Case, seen: Seen): string[] {
  const { observation } = seen
  if (observation.trouble !== undefined) return [observation.trouble]
  const faults = item.steps.flatMap((step, index) => {
    const at = item.steps.length > 1 ? `step ${index + 1} (${step.send}): ` : ''
    const { steps } = observation
    const now = steps[index]
    return (
      now ? judgeStep(step, now, observation, othersLikeIt(item, observation, index)) : ['it was not sent']
    ).map(fault => `${at}${fault}`)
  })
  const accepted = item.steps.map(({ expect }) => expect).find(isAccepted)
  const leaks = observation.leaks.map(address => `Asterisk sent audio to ${address}`)
  return [
    ...faults,
    ...leaks,
    ...forbidden(item, observation),
    ...(accepted ? judgeUnderstood(corpus, item, accepted, seen) : []),
  ]
}

function isAccepted(expect: Expectation): expect is Extract<Expectation, { kind: 'accepted' }> {
  return expect.kind === 'accepted'
}

/** Steps that send the same request and may well reach the node with it. */
function othersLikeIt({ steps }: Case, observation: Observation, index: number): number {
  const own = observation.steps[index]?.sent
  return observation.steps.filter(({ sent }, at) => {
    const expect = steps[at]?.expect
    const refused = expect?.kind === 'silence' || (expect?.kind === 'answer' && expect.reason !== undefined)
    return at !== index && !refused && sent.method === own?.method && sent.cseq === own.cseq
  }).length
}

function judgeStep(step: Step, seen: StepSeen, observation: Observation, allowed: number): string[] {
  return [...judgeAnswer(step, seen, observation, allowed), ...judgeHead(step, seen)]
}

function judgeHead({ says, keeps }: Step, { answers }: StepSeen): string[] {
  const head = answers.find(({ status }) => status >= 200)?.head ?? []
  return [
    ...says.filter(line => !head.includes(line)).map(line => `the answer should say \`${line}\``),
    ...head
      .filter(line => keeps.some(name => line.startsWith(`${name}: `)))
      .map(line => `the answer should not say \`${line}\``),
  ]
}

function judgeAnswer(
  { expect }: Step,
  { sent, answers, ended }: StepSeen,
  { node }: Observation,
  allowed: number,
): string[] {
  const finals = answers.filter(({ status }) => status >= 200)
  const shown = answers.map(({ status, warning }) => `${status} ${warning}`.trim()).join(', ') || 'silence'
  // What the edge sent again to a node that was slow is the same to the last byte.
  const arrived = [...new Set(node.filter(text => isRequest(text, sent)))]
  const reached = arrived.length > allowed ? [`it arrived at the node: ${arrived[0]?.split('\r\n')[0]}`] : []
  switch (expect.kind) {
    case 'any':
      return []
    case 'silence':
      return [...(answers.length > 0 ? [`there should be silence, and there was ${shown}`] : []), ...reached]
    case 'unanswered':
      return answers.length > 0 ? [`there should be no answer, and there was ${shown}`] : []
    case 'ended':
      return ended ? [] : ['no BYE came']
    case 'accepted':
      return finals[0]?.status === 200 ? [] : [`it should be accepted, and there was ${shown}`]
    case 'answer': {
      const matching = expect.status < 200 ? answers : finals
      const other = matching.filter(({ status }) => status !== expect.status)
      const none = matching.some(({ status }) => status === expect.status)
      const wrong = !none || (expect.status >= 200 && other.length > 0)
      const reason = expect.reason
      const words = finals.find(({ status }) => status === expect.status)?.warning ?? ''
      return [
        ...(wrong ? [`the answer should be ${expect.status}, and there was ${shown}`] : []),
        ...(reason !== undefined && !wrong && !words.includes(` "${reason}: `)
          ? [`the reason should be ${reason}, and the Warning is ${words || 'not there'}`]
          : []),
        ...(reason !== undefined || expect.node === 'none' ? reached : []),
      ]
    }
  }
}

function isRequest(text: string, { method, cseq }: StepSeen['sent']): boolean {
  // A response that was sent has the method of its first line as its first word.
  if (method.startsWith('SIP/')) return text.startsWith('SIP/')
  return text.startsWith(`${method} `) && new RegExp(`^CSeq: *0*${cseq} +${method}\\s*$`, 'im').test(text)
}

/** Headers that no node ever gets from outside. */
const never =
  /^(x-zendesk-(?!ticket-id:)|x-sipin-(?!line:|source:|caller:|hops:|call-id:)|user-to-user:|x-evil)/i

function forbidden(item: Case, { node }: Observation): string[] {
  const absent = [
    ...item.absent,
    ...item.steps.flatMap(({ expect }) => (isAccepted(expect) ? expect.absent : [])),
  ]
  return node.flatMap(text => {
    const [head = '', body = ''] = text.split(/\r\n\r\n/s)
    const bad = head.split('\r\n').filter(line => never.test(line))
    // What the case forbids may stand in no header but those that say who is calling.
    const own = head.replace(/^(?:call-id|from|to|via|contact|record-route|route|cseq)[ \t]*:.*\r?\n?/gim, '')
    return [
      ...bad.map(line => `the node got \`${line}\``),
      ...(/^X-Zendesk-Ticket-Id:/im.test(head) && headersCount(text) > 1
        ? ['the node got two ticket ids']
        : []),
      ...absent.filter(words => `${own}\n${body}`.includes(words)).map(words => `the node got \`${words}\``),
    ]
  })
}

function headersCount(text: string): number {
  const message = parseSipMessage(text)
  return message ? headersOf(message, 'X-Zendesk-Ticket-Id').length : 0
}

/** The edge decided one thing and wrote it; Asterisk must have understood the same, and done it. */
function judgeUnderstood(
  corpus: Pick<Corpus, 'parts'>,
  item: Case,
  wanted: Understood,
  { observation, records, transport, media }: Seen,
): string[] {
  const { call, ip, audio, answered, node } = observation
  if (!answered) return []
  const stand = { transport, ip, port: 0, call, number: '' }
  const parts = partsOf(corpus, { with: {} }, stand)
  const address = composeValue(wanted.address, { ...parts, ...item.with })
  const record = records.find(({ call_id }) => call_id.includes(call))
  const invite = node.map(parseSipMessage).find(message => message?.start.startsWith('INVITE '))
  const written = invite && parseAudio(invite.body)
  const expected = { line: wanted.line, ticket: wanted.ticket, source: ip }
  const to = `${address.includes(':') ? `[${address}]` : address}:${wanted.port}`
  // To Linux 0.0.0.0 is the host itself. There goes what Asterisk sends in the moment in which such a hold arrives.
  const held = item.steps.some(({ with: parts }) => parts['sdp']?.includes('c=IN IP4 0.0.0.0'))
  const strays = audio.filter(flow => flow.to !== to && !(held && flow.to === `${media}:${wanted.port}`))
  const codecs = audio.map(({ type }) => answered.codecs[String(type)] ?? String(type))
  return [
    ...(record ? differences('Asterisk read', expected, record) : ['Asterisk wrote no record of the call']),
    ...(written ? differences('the edge wrote', { address, port: wanted.port }, written) : []),
    ...(invite && wanted.caller !== undefined
      ? differences(
          'the node was told',
          { caller: wanted.caller },
          { caller: headerOf(invite, 'X-Sipin-Caller') ?? '' },
        )
      : []),
    ...(wanted.audio && audio.length === 0 ? ['Asterisk sent no audio'] : []),
    ...(!wanted.audio && audio.length > 0
      ? [`Asterisk sent audio to ${audio[0]?.to}, though it is on hold`]
      : []),
    ...strays.map(flow => `Asterisk sent audio to ${flow.to}, not to ${to}`),
    ...codecs
      .filter(codec => codec !== wanted.codec)
      .map(codec => `Asterisk sent ${codec}, not ${wanted.codec}`),
  ]
}

function differences<T extends object>(
  who: string,
  wanted: T,
  is: { readonly [K in keyof T]: T[K] },
): string[] {
  return (Object.keys(wanted) as (keyof T & string)[])
    .filter(key => String(wanted[key]) !== String(is[key]))
    .map(key => `${who} ${key} \`${is[key]}\`, not \`${wanted[key]}\``)
}
