import { dayNames, formatTime } from '../model/clock.js'
import { formatDestination } from '../model/destination.js'
import type { AgentsAnswer, Line, OverflowTarget, Schedule } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Behaviour, Call, Decision, Step } from './call.js'
import { fallbackOf } from './call-plan.js'
import { openingAt } from './open.js'
import type { Facts } from './rows.js'

/** How a call that the edge has let in ends. */
export type Ending = Pick<Decision, 'outcome' | 'status'> & Partial<Decision>

/** Follows the call plan of the line, adding what it looks at to the steps. */
export function followPlan(facts: Facts, steps: Step[]): Ending {
  const { line, call } = facts
  // A line is known once row 4 has passed.
  if (!line) throw new Error('no line')
  const reason = isClosed(line, call, steps) ? 'closed' : undefined
  if (reason) return fallBack(facts, line, reason, 480, steps)
  return line.answer?.kind === 'agents'
    ? offerToAgents(facts, line, line.answer, steps)
    : callTalk(facts, line, steps)
}

function isClosed({ id, hours, written }: Line, { at }: Call, steps: Step[]): boolean {
  if (!hours) {
    steps.push({
      row: undefined,
      check: 'hours',
      verdict: 'passed',
      text: `line \`${id}\` is always open`,
      place: undefined,
    })
    return false
  }
  const { open, text, place } = describeOpening(hours, at)
  const verdict = open ? 'passed' : 'turned'
  steps.push({
    row: undefined,
    check: 'hours',
    verdict,
    text: `line \`${id}\` is ${text}`,
    place: place ?? written.get('hours'),
  })
  return !open
}

function describeOpening(
  schedule: Schedule,
  at: number,
): { open: boolean; text: string; place: Step['place'] } {
  const { open, clock, place, holiday } = openingAt(schedule, at)
  const when = `${dayNames[clock.day]} ${clock.date} ${formatTime(clock.minute)} in ${schedule.timezone}`
  return { open, text: `${open ? 'open' : 'closed'}: ${when}${holiday ? ', a holiday' : ''}`, place }
}

/** A 200 of Talk is final: what Talk does then is its own. */
function callTalk(facts: Facts, line: Line, steps: Step[]): Ending {
  const { talk } = facts.call.world
  const to = formatSipUri(line.uri.value)
  const place = line.uri.place
  if (talk === 200) {
    steps.push({ row: undefined, check: 'talk', verdict: 'passed', text: `Talk answers at ${to}`, place })
    return { outcome: 'talk', status: 200, to, ...audible(facts), ticket: facts.ticket }
  }
  steps.push({
    row: undefined,
    check: 'talk',
    verdict: 'turned',
    text: `Talk ${describe(talk)} at ${to}`,
    place,
  })
  return fallBack(facts, line, 'talk-failed', 480, steps)
}

function offerToAgents(facts: Facts, line: Line, { agents, maxWait }: AgentsAnswer, steps: Step[]): Ending {
  const { world } = facts.call
  const place = line.written.get('agents')
  const states = agents.map(({ value: { id } }) => ({ id, state: world.agents.get(id) ?? 200 }))
  const present = states.filter(({ state }) => state !== 'unreachable')
  if (present.length === 0) {
    steps.push({
      row: undefined,
      check: 'agents',
      verdict: 'turned',
      text: 'no phone of an agent is reachable',
      place,
    })
    return fallBack(facts, line, 'no-agents', 480, steps)
  }
  const answering = present.findIndex(({ state }) => state === 200)
  const offered = present.slice(0, answering < 0 ? undefined : answering + 1).map(({ id }) => id)
  const agent = present[answering]?.id
  if (agent !== undefined) {
    steps.push({
      row: undefined,
      check: 'agents',
      verdict: 'passed',
      text: `agent \`${agent}\` answers`,
      place,
    })
    return { outcome: 'agent', status: 200, agent, offered, ...audible(facts), ticket: facts.ticket }
  }
  const text = `${offered.map(id => `\`${id}\``).join(', ')} did not answer within ${maxWait} s`
  steps.push({ row: undefined, check: 'agents', verdict: 'turned', text, place })
  // The queue has answered the call, so its end is a BYE and no status.
  return { ...fallBack(facts, line, 'max-wait', 200, steps), offered }
}

function fallBack(facts: Facts, line: Line, reason: string, status: number, steps: Step[]): Ending {
  const fallback = fallbackOf(line)
  if (fallback.kind === 'voicemail') {
    const { place } = fallback.voicemail
    steps.push({
      row: undefined,
      check: 'voicemail',
      verdict: 'passed',
      text: 'voicemail takes the call',
      place,
    })
    return { outcome: 'voicemail', status: 200, reason }
  }
  const target = fallback.kind === 'overflow' ? findTarget(fallback.targets, facts.call, steps) : undefined
  if (target && facts.call.world.overflow === 200) {
    steps.push({
      row: undefined,
      check: 'overflow',
      verdict: 'passed',
      text: `${target} answers; it is given no ticket`,
      place: place(target, line),
    })
    return { outcome: 'overflow', status: 200, reason, to: target, ...audible(facts) }
  }
  if (target) {
    const text = `${target} ${describe(facts.call.world.overflow)}`
    steps.push({ row: undefined, check: 'overflow', verdict: 'turned', text, place: place(target, line) })
  }
  steps.push({
    row: undefined,
    check: 'nobody',
    verdict: 'turned',
    text: 'a message, and the call ends',
    place: line.place,
  })
  return { outcome: 'hangup', status, reason }
}

function place(target: string, { overflow }: Line): Step['place'] {
  return overflow.find(({ to }) => formatDestination(to.value) === target)?.to.place
}

/** The first entry whose `during` is open takes the call. */
function findTarget(targets: readonly OverflowTarget[], { at }: Call, steps: Step[]): string | undefined {
  for (const { to, during } of targets) {
    const uri = formatDestination(to.value)
    if (!during) return uri
    const { open, text, place } = describeOpening(during, at)
    const verdict = open ? 'passed' : 'turned'
    steps.push({
      row: undefined,
      check: 'overflow-hours',
      verdict,
      text: `overflow to ${uri} is ${text}`,
      place: place ?? to.place,
    })
    if (open) return uri
  }
  return undefined
}

function describe(status: Behaviour): string {
  return status === 0 ? 'does not answer' : `answers ${status}`
}

/** What holds of every call that somebody answers: the number shown, and the codec the caller likes best. */
function audible({ call: { from, offer }, line }: Facts): Pick<Decision, 'caller' | 'codec'> {
  const caller = from !== undefined && /^\+?[0-9]{1,20}$/.test(from) ? from : 'anonymous'
  const codecs = offer && offer !== 'unreadable' ? offer.codecs : []
  return { caller, codec: codecs.find(codec => line?.codecs.some(name => name === codec)) }
}
