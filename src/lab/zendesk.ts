import type { Project } from '../model/project.js'
import type { Scenario } from '../scenarios/scenario.js'
import type { Observation } from './observation.js'
import { parseRecord } from './records.js'

const user = 'sipin@acme.example'
const token = 'a token of the lab: no secret'

/** What the stand-in wants for HTTP's basic authentication. */
export const zendeskLogin = `${user}/token:${token}`

/** The environment of a node. */
export const zendeskEnvironment: readonly string[] = [
  ...['--env', `SIPIN_ZENDESK_USER=${user}`],
  ...['--env', `SIPIN_ZENDESK_TOKEN=${token}`],
]

/** Seconds from a call to the ringing of whoever is called: the two that Zendesk may take, and what the lab itself does. */
const longest = 3.5

/** What the record of a call says for which Zendesk was asked. */
const recordedAs: Readonly<Record<Scenario['zendesk'], string>> = {
  ok: 'made',
  slow: 'no-answer',
  429: 'refused',
  500: 'refused',
  down: 'no-answer',
  away: 'no-answer',
}

/** What was asked of Zendesk and is not as its API has it, and a call that Zendesk has kept waiting. */
export function zendeskFaults(
  { zendesk }: Scenario,
  { zendesk: asked, rangAfter, records }: Observation,
): string[] {
  const recorded = parseRecord(records.json[0])?.zendesk
  const tried = zendesk === 'away' || asked.some(({ what }) => what !== 'display')
  const wanted = tried ? recordedAs[zendesk] : ''
  const late = zendesk !== 'ok' && rangAfter !== undefined && rangAfter > longest
  return [
    ...(recorded === undefined || recorded === wanted
      ? []
      : [`record: zendesk is ${JSON.stringify(recorded)}, not ${JSON.stringify(wanted)}`]),
    ...asked.flatMap(({ faults }) => faults),
    ...(['search', 'ticket'] as const)
      .filter(kind => asked.filter(({ what }) => what === kind).length > 1)
      .map(kind => `Zendesk was asked more than once: ${kind}`),
    ...(late ? [`Zendesk kept the call waiting: somebody rang after ${rangAfter.toFixed(1)} s`] : []),
  ]
}

/** `made` for a ticket that Zendesk made for this call. */
export function nameOfTicket(ticket: string, { zendesk }: Observation): string {
  return zendesk.some(({ what, done, ticket: made }) => what === 'ticket' && done && made === ticket)
    ? 'made'
    : ticket
}

/** The agent who has the ticket on the screen. */
export function displayedTo({ zendesk }: Observation, { agents }: Project): string {
  const display = zendesk.find(({ what, done }) => what === 'display' && done)
  if (!display) return 'nobody'
  return agents.find(agent => String(agent.zendesk) === display.agent)?.id ?? `${display.agent}`
}
