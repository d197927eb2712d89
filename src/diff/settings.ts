import { formatDestination } from '../model/destination.js'
import type { Line } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Call } from '../policy/call.js'
import { goodCall } from '../policy/good-call.js'
import { meet } from '../policy/time-sets.js'
import { lineTimes } from '../policy/timeline.js'
import { type Difference, type Pair, witnessOf, zoneOf } from './difference.js'

/** One thing that a line has a value of; where the values differ, so do its calls. */
interface Setting {
  readonly aspect: string
  readonly textOf: (line: Line) => string
  /** A call that shows it; absent: none of the model's calls can. */
  readonly call?: (pair: Pair, good: Call) => Call
}

/** Every setting but the sources and the times, which are compared as sets. */
const settings: readonly Setting[] = [
  { aspect: 'uri', textOf: ({ uri }) => formatSipUri(uri.value), call: (_, good) => good },
  {
    aspect: 'ticket',
    textOf: ({ ticket }) => ticket.policy,
    call: (_, good) => ({ ...good, headers: [] }),
  },
  {
    aspect: 'ticket headers',
    textOf: ({ ticket }) => ticket.also.map(({ value }) => value).join(', ') || 'none of its own',
    call: ({ old, now }, good) => ({
      ...good,
      headers: [[differingHeader(old.line.ticket, now.line.ticket), '4711']],
    }),
  },
  {
    aspect: "caller's number",
    textOf: ({ callerId }) =>
      `from ${callerId.from.map(({ value }) => value).join(', ')}, without one ${callerId.anonymous}`,
    call: (_, good) => ({
      ...good,
      from: 'anonymous',
      headers: [...good.headers, ['P-Asserted-Identity', '<sip:+33199000002@192.0.2.1>']],
    }),
  },
  {
    aspect: 'codecs',
    textOf: ({ codecs }) => codecs.join(', '),
    call: ({ old, now }, good) => ({
      ...good,
      offer: offerOf(good, { codecs: [missing(old.line.codecs, now.line.codecs)] }),
    }),
  },
  {
    aspect: 'secure',
    textOf: ({ secure: { talk, callers } }) =>
      `Talk ${talk.value ? 'SRTP' : 'RTP'}, callers ${callers.value === 'either' ? 'either' : callers.value ? 'SRTP' : 'RTP'}`,
    call: (_, good) => good,
  },
  {
    aspect: 'limits',
    textOf: ({ limits }) => `${limits.calls ?? 'any number of'} calls at a time`,
    call: ({ old, now }, good) => ({
      ...good,
      world: { ...good.world, callsUp: least(old.line.limits.calls, now.line.limits.calls) },
    }),
  },
  {
    aspect: 'limits',
    textOf: ({ limits }) => `${limits.perSecond ?? 'any number of'} calls a second`,
    call: ({ old, now }, good) => ({
      ...good,
      world: { ...good.world, callsThisSecond: least(old.line.limits.perSecond, now.line.limits.perSecond) },
    }),
  },
  {
    aspect: 'agents',
    textOf: ({ answer }) =>
      answer?.kind === 'agents' ? `${answer.offerTime} s for each agent, ${answer.maxWait} s in all` : '',
  },
  {
    aspect: 'queue',
    textOf: ({ answer }) => (answer?.kind === 'agents' ? `${answer.maxQueue} callers wait` : ''),
    call: ({ old, now }, good) => ({
      ...good,
      world: { ...good.world, waiting: least(waiting(old.line), waiting(now.line)) },
    }),
  },
  {
    aspect: 'greeting',
    textOf: ({ answer }) => (answer?.kind === 'agents' ? (answer.greeting?.value ?? 'none') : ''),
  },
  {
    aspect: 'music',
    textOf: ({ answer }) => (answer?.kind === 'agents' ? (answer.music?.value ?? 'the standard') : ''),
  },
  { aspect: 'menu prompt', textOf: ({ menu }) => menu?.prompt?.value ?? '' },
  {
    aspect: 'ring',
    textOf: ({ overflow }) =>
      overflow.map(({ to, ring }) => `${formatDestination(to.value)} ${ring} s`).join(', '),
  },
  {
    aspect: 'voicemail',
    textOf: ({ voicemail }) =>
      voicemail
        ? `${voicemail.maxLength} s, ${voicemail.greeting?.value ?? 'the standard greeting'}${voicemail.email ? `, to ${voicemail.email.value}` : ''}`
        : '',
  },
]

export function compareSettings(pair: Pair): Difference[] {
  return settings.flatMap(({ aspect, textOf, call }) => {
    const [before, after] = [textOf(pair.old.line), textOf(pair.now.line)]
    // What a line has only on one side is told by its outcomes.
    if (before === after || before === '' || after === '') return []
    const good = goodCall(pair.now.project, pair.now.line, openInstant(pair))
    const witness = call && witnessOf(pair, call(pair, good), zoneOf(pair.now))
    return [{ aspect, texts: [`${before} -> ${after}`], witness }]
  })
}

/** When both versions of the line are open, if they ever are: else no call comes as far as their agents. */
function openInstant({ old, now, year }: Pair): number {
  const both = meet(lineTimes(old.line, year), lineTimes(now.line, year))
  return both[0] ?? year.from
}

function offerOf({ offer }: Call, change: object): Call['offer'] {
  return typeof offer === 'object' ? { ...offer, ...change } : offer
}

/** Something that only one of two lists has. */
function missing(a: readonly string[], b: readonly string[]): string {
  return a.find(item => !b.includes(item)) ?? b.find(item => !a.includes(item)) ?? a[0] ?? ''
}

function differingHeader(a: Line['ticket'], b: Line['ticket']): string {
  return missing(
    a.also.map(({ value }) => value),
    b.also.map(({ value }) => value),
  )
}

function least(a: number | undefined, b: number | undefined): number {
  return Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY)
}

function waiting({ answer }: Line): number | undefined {
  return answer?.kind === 'agents' ? answer.maxQueue + answer.agents.length : undefined
}
