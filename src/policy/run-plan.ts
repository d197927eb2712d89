import { dayNames, formatTime } from '../model/clock.js'
import { formatDestination } from '../model/destination.js'
import type { Line } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import type { Behaviour, Call, Decision, Offer, Step } from './call.js'
import {
  type AgentsStep,
  exitsOf,
  type HoursStep,
  type MenuStep,
  menuTurns,
  type PlanStep,
  type TargetStep,
} from './call-plan.js'
import { callerNumber } from './caller-number.js'
import { judgeAnswer, talkRules } from './judge-answer.js'
import { type Opening, openingAt, overrideAt } from './open.js'
import { planOf } from './plan-of.js'
import { ringAgents, unansweredBy } from './ring-agents.js'
import type { Facts } from './rows.js'

/** How a call that the edge has let in ends. */
export type Ending = Pick<Decision, 'outcome' | 'status' | 'path'> & Partial<Decision>

/** Follows the call plan of the line from step to step, adding what is looked at to the steps of the decision. */
export function followPlan(facts: Facts & { readonly line: Line }, steps: Step[]): Ending {
  const plan = planOf(facts.line)
  const path: string[] = []
  let soFar: { reason?: Decision['reason']; offered?: readonly string[]; answered: boolean } = {
    answered: false,
  }
  for (let id = plan.start; ; ) {
    const step = plan.steps.get(id) as PlanStep
    const ticket = ticketBefore(step, facts, steps)
    const { on, text, place, ending, offered, answered } = take(step, { ...facts, ticket })
    steps.push({ row: undefined, check: id, verdict: ending ? 'passed' : verdictOf(on), text, place })
    path.push(ending ? id : `${id} ${on}`)
    soFar = { ...soFar, ...(offered ? { offered } : {}), answered: soFar.answered || answered === true }
    if (ending) {
      const status = ending.outcome === 'hangup' && !soFar.answered ? 480 : 200
      return { reason: soFar.reason, offered: soFar.offered ?? [], status, path, ...ending }
    }
    const exit = exitsOf(step).find(way => way.on === on)
    if (!exit) throw new Error(`step ${id} has no exit ${on}`)
    if (exit.reason !== undefined) soFar = { ...soFar, reason: exit.reason }
    id = exit.to
  }
}

/** The ticket of a call at a step: where somebody is to answer or a message is left, Zendesk makes one for a call that has none. */
function ticketBefore(
  { kind }: PlanStep,
  { project: { zendesk }, call, ticket }: Facts,
  steps: Step[],
): string | undefined {
  const asks = kind === 'talk' || kind === 'agents' || kind === 'voicemail'
  const asked = steps.some(({ check }) => check === 'zendesk')
  if (!zendesk || ticket !== undefined || !asks) return ticket
  if (asked) return call.world.zendesk ? 'made' : undefined
  const made = call.world.zendesk
  steps.push({
    row: undefined,
    check: 'zendesk',
    verdict: made ? 'passed' : 'turned',
    text: made
      ? 'Zendesk makes a ticket for the call'
      : 'Zendesk makes no ticket in time; the call goes on without',
    place: zendesk.place,
  })
  return made ? 'made' : undefined
}

/** What a step does with a call: it keeps it (`ending`), or lets it go on by one of its exits (`on`). */
interface Taken {
  readonly on: string
  readonly text: string
  readonly place: Step['place']
  readonly ending?: Pick<Decision, 'outcome'> & Partial<Decision>
  readonly offered?: readonly string[]
  /** The caller's call is answered here, so it can only end with BYE from now on. */
  readonly answered?: boolean
}

function verdictOf(on: string): Step['verdict'] {
  return on === 'open' || /^[0-9*#]$/.test(on) ? 'passed' : 'turned'
}

function take(step: PlanStep, facts: Facts & { readonly line: Line }): Taken {
  const { line, call } = facts
  switch (step.kind) {
    case 'hours':
      return takeHours(step, line, call)
    case 'during': {
      const opening = openingAt(step.during, call.at)
      return {
        on: opening.open ? 'open' : 'closed',
        text: `this overflow target is ${opening.open ? 'used' : 'not used'}: ${describeTime(opening)}`,
        place: opening.place ?? step.during.place,
      }
    }
    case 'menu':
      return takeMenu(step, call)
    case 'talk':
      return takeTalk(formatSipUri(step.uri), facts)
    case 'agents':
      return takeAgents(step, facts)
    case 'target':
      return takeTarget(step, facts)
    case 'voicemail':
      return {
        on: '',
        text: 'voicemail takes the call',
        place: step.voicemail.place,
        answered: true,
        ending: { outcome: 'voicemail', ticket: facts.ticket },
      }
    case 'nobody':
      return {
        on: '',
        text: 'a message, and the call ends',
        place: line.place,
        ending: { outcome: 'hangup' },
      }
  }
}

/** A 200 of Talk is final, but an answer whose audio is outside of Twilio's range connects nobody (row 9). */
function takeTalk(to: string, facts: Facts & { readonly line: Line }): Taken {
  const { line, call, project } = facts
  const { talk, talkMedia } = call.world
  const common = { on: 'talk-failed', place: line.uri.place }
  const text = `Talk ${describe(talk)} at ${to}`
  if (talk !== 200) return { ...common, text }
  const rules = talkRules(line, project)
  // A scenario only names Talk's address: codec and profile are good.
  const answered: Offer = {
    codecs: line.codecs,
    addresses: [talkMedia ?? ''],
    ports: [],
    profile: rules.secure ? 'RTP/SAVP' : 'RTP/AVP',
  }
  const reason = talkMedia === undefined ? undefined : judgeAnswer(answered, rules)
  if (reason !== undefined) {
    return {
      ...common,
      text: `${text}, with audio at ${talkMedia}, which is outside of Twilio's range`,
      ending: { outcome: 'hangup', status: 200, reason },
    }
  }
  return { ...common, text, ending: { outcome: 'talk', to, ticket: facts.ticket, ...audible(facts) } }
}

function takeHours({ hours, override }: HoursStep, line: Line, { at }: Call): Taken {
  const opening = (override && overrideAt(override, at)) ?? (hours && openingAt(hours, at))
  if (!opening) return { on: 'open', text: `line \`${line.id}\` is always open`, place: undefined }
  return {
    on: opening.open ? 'open' : 'closed',
    text: `line \`${line.id}\` is ${opening.open ? 'open' : 'closed'}: ${describeTime(opening)}`,
    place: opening.place ?? line.written.get('hours'),
  }
}

function describeTime({ clock, timezone, because }: Opening): string {
  const why = { hours: '', holiday: ', a holiday', override: ', by its override' }[because]
  return `${dayNames[clock.day]} ${clock.date} ${formatTime(clock.minute)} in ${timezone}${why}`
}

/** An unassigned key uses up a turn, as no key does. */
function takeMenu({ menu, keys }: MenuStep, { world }: Call): Taken {
  const pressed = world.keys.slice(0, menuTurns).find(key => key !== undefined && keys.has(key))
  if (pressed === undefined)
    return {
      on: 'no-key',
      text: `no key of the menu in ${menuTurns} turns`,
      place: menu.place,
      answered: true,
    }
  const { action } = menu.keys.find(({ key }) => key === pressed) ?? {}
  return {
    on: pressed,
    text: `the caller presses ${pressed}`,
    place: action?.place ?? menu.place,
    answered: true,
  }
}

function takeAgents({ answer }: AgentsStep, facts: Facts & { readonly line: Line }): Taken {
  const { agent, offered, reason } = ringAgents(answer, facts.call.world)
  const place = facts.line.written.get('agents') ?? facts.line.place
  if (agent !== undefined)
    return {
      on: '',
      text: `agent \`${agent}\` answers`,
      place,
      answered: true,
      offered,
      ending: { outcome: 'agent', agent, ticket: facts.ticket, ...audible(facts) },
    }
  const names = offered.map(id => `\`${id}\``).join(', ')
  const text =
    reason === 'no-agents'
      ? 'no phone of an agent answers OPTIONS'
      : reason === 'queue-full'
        ? `${facts.call.world.waiting} callers wait, and the queue takes ${answer.maxQueue}`
        : `${names} did not take the call`
  return {
    on: reason ?? 'max-wait',
    text,
    place,
    offered,
    answered: reason !== 'no-agents' && reason !== 'queue-full',
  }
}

function takeTarget(step: TargetStep, facts: Facts & { readonly line: Line }): Taken {
  const to = formatDestination(step.to)
  const { targets, overflow: others } = facts.call.world
  const overflow = targets.get(to) ?? others
  const text = overflow === 200 ? `${to} answers; it is given no ticket` : `${to} ${describe(overflow)}`
  const ending = { outcome: 'overflow', to, ...audible(facts) } as const
  const on = step.role === 'overflow' ? 'unanswered' : (unansweredBy(overflow) ?? 'declined')
  return { on, text, place: placeOfTarget(to, facts.line), ...(overflow === 200 ? { ending } : {}) }
}

/** Place in the YAML of an overflow or menu target. */
export function placeOfTarget(uri: string, { overflow, menu }: Line): Step['place'] {
  const written = overflow.find(({ to }) => formatDestination(to.value) === uri)?.to.place
  const behindKey = menu?.keys.find(
    ({ action: { value } }) => value.kind === 'target' && formatDestination(value.to) === uri,
  )
  return written ?? behindKey?.action.place
}

function describe(status: Behaviour): string {
  if (status === 200) return 'answers'
  return status === 0 ? 'does not answer' : `answers ${status}`
}

/** What holds of every call that somebody answers: the number shown, and the codec that the line likes best. */
function audible({ call, line }: Facts & { readonly line: Line }): Pick<Decision, 'caller' | 'codec'> {
  return { caller: callerNumber(call, line.callerId).number ?? 'anonymous', codec: line.codecs[0] }
}
