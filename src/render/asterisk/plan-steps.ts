import { formatTime } from '../../model/clock.js'
import type { Line, Override, Talk, Trunk, Zendesk } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import {
  type AgentsStep,
  type DuringStep,
  type HoursStep,
  type MenuStep,
  menuPatience,
  menuTurns,
  type PlanReason,
  type PlanStep,
  type TargetStep,
  talkRing,
} from '../../policy/call-plan.js'
import { addressesOf } from '../../policy/destinations.js'
import { isSecure } from '../../policy/legs.js'
import type { Step } from './dialplan.js'
import { argument } from './quote.js'
import { scheduleContext } from './schedules.js'
import { soundName } from './sounds.js'

export interface StepContext {
  readonly talk: Talk
  readonly trunks: readonly Trunk[]
  readonly zendesk: Zendesk | undefined
}

/** The applications of one step; contexts of extensions.conf do the work and say in GOSUB_RETVAL how it went. */
export function stepLines(step: PlanStep, line: Line, context: StepContext): Step[] {
  switch (step.kind) {
    case 'hours':
      return hoursLines(step)
    case 'during':
      return duringLines(step)
    case 'menu':
      return menuLines(step)
    case 'talk':
      return [
        ...ticketLines(context),
        `Gosub(talk,s,1(${argument(formatSipUri(step.uri))},${talkRing},${step.secure ? 'talk-secure' : 'talk'}))`,
        ...because('talk-failed', step.failed),
      ]
    case 'agents':
      return [...ticketLines(context), ...agentsLines(step)]
    case 'voicemail':
      return [...ticketLines(context), `Gosub(voicemail,s,1(${sound(step.voicemail.greeting?.value)}))`]
    case 'target':
      return targetLines(step, line, context)
    case 'nobody':
      return ['Gosub(nobody,s,1)']
  }
}

/** With `zendesk:`, a call without a ticket gets one before somebody answers or a message is left. */
function ticketLines({ zendesk }: StepContext): Step[] {
  return zendesk ? ['Gosub(zendesk,s,1)'] : []
}

function hoursLines({ hours, override, open, closed }: HoursStep): Step[] {
  const [first, ...more] = because('closed', closed)
  const isClosed: Step[] = [{ label: 'closed', step: first as string }, ...more]
  const forced = override?.state === 'open' ? `${open},1` : 'closed'
  if (override && !override.until) return override.state === 'open' ? [`Goto(${forced})`] : isClosed
  return [
    ...(override ? overrideLines(override, forced) : []),
    ...(hours ? [`Gosub(${scheduleContext(hours)},s,1)`, goIf('open', open)] : [`Goto(${open},1)`]),
    ...isClosed,
  ]
}

/** Times of day on the clocks of one zone compare like their digits. */
function overrideLines({ until, timezone }: Override, forced: string): string[] {
  const end = until ? `${until.value.date}${formatTime(until.value.minute)}`.replace(/[-:]/g, '') : ''
  return [`Gosub(lasts,s,1(${argument(timezone)},${end}))`, `GotoIf($["\${GOSUB_RETVAL}" = "yes"]?${forced})`]
}

function duringLines({ during, open, closed }: DuringStep): Step[] {
  return [`Gosub(${scheduleContext(during)},s,1)`, goIf('open', open), `Goto(${closed},1)`]
}

function menuLines({ menu, keys, noKey }: MenuStep): Step[] {
  const valid = [...keys.keys()].join('')
  return [
    `Gosub(menu,s,1(${sound(menu.prompt?.value)},${valid},${menuTurns},${menuPatience}))`,
    ...Array.from(keys, ([key, to]) => goIf(key, to)),
    `Goto(${noKey},1)`,
  ]
}

function agentsLines({ answer, unanswered }: AgentsStep): Step[] {
  const { agents, greeting, offerTime, maxWait, maxQueue } = answer
  return [
    `Set(__SIPIN_AGENTS=${agents.map(({ value }) => value.id).join('&')})`,
    `Gosub(agents,s,1(${sound(greeting?.value)},${offerTime},${maxWait},${maxQueue}))`,
    `Goto(${unanswered},1)`,
  ]
}

/** A number is tried at the next trunk if this one did not ring it. */
function targetLines({ to, ring, unanswered, role }: TargetStep, line: Line, site: StepContext): Step[] {
  const dials = addressesOf(to, site.trunks).map(uri => {
    const endpoint = isSecure(line, site, uri) ? 'target-secure' : 'target'
    return `Gosub(target,s,1(${argument(formatSipUri(uri))},${ring},${endpoint}))`
  })
  const next = `GotoIf($["\${GOSUB_RETVAL}" != "failed"]?over)`
  const over =
    role === 'key'
      ? `Set(SIPIN_REASON=\${IF($["\${GOSUB_RETVAL}" = "missed"]?missed:declined)})`
      : `Goto(${unanswered},1)`
  return [
    ...dials.flatMap((dial, index) => (index === 0 ? [dial] : [next, dial])),
    dials.length > 1 ? { label: 'over', step: over } : over,
    ...(role === 'key' ? [`Goto(${unanswered},1)`] : []),
  ]
}

function because(reason: PlanReason, to: string): string[] {
  return [`Set(SIPIN_REASON=${reason})`, `Goto(${to},1)`]
}

function goIf(value: string, to: string): string {
  return `GotoIf($["\${GOSUB_RETVAL}" = "${value}"]?${to},1)`
}

function sound(path: string | undefined): string {
  return path === undefined ? '' : argument(soundName(path))
}
