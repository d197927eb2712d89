import type { Scenario } from '../scenarios/scenario.js'
import { parseSipMessage } from '../sip/sip-message.js'
import type { ActorEvent, Endpoint } from './actor/protocol.js'
import type { ActorRole } from './lab.js'
import { isMailOf } from './mail.js'
import { callerOf, emptyObservation, noteCallee, noteCaller, type Observation } from './observation.js'

/** One scenario while its call is up. */
export interface ScenarioRun {
  readonly scenario: Scenario
  readonly callId: string
  readonly number: string
  readonly local: Endpoint
  readonly media: Endpoint
  readonly observation: Observation
  readonly take: (role: ActorRole, event: ActorEvent) => void
  /** Waits until something that was seen makes the condition true; false when the time is over before. */
  readonly waitFor: (condition: (observation: Observation) => boolean, seconds: number) => Promise<boolean>
}

/** `address`: where messages for the line are mailed to. */
export function createRun(scenario: Scenario, index: number, address?: string): ScenarioRun {
  const { call } = scenario
  const callId = `scenario-${index + 1}`
  const sent = call.caller ?? `+331990${String(index + 1).padStart(5, '0')}`
  const number = scenario.expect.caller ?? sent
  // A leg that shows another number than it should is still a leg of this call.
  const isOurs = (shown: string | undefined): boolean => shown === number || shown === sent
  const observation = emptyObservation()
  const begin = performance.now()
  const waiting = new Set<() => void>()
  const legs = new Set<string>()
  return {
    scenario,
    callId,
    number,
    observation,
    local: { ip: call.from, port: call.transport === 'tls' ? 5071 : 5070 },
    media: { ip: call.offer.media ?? call.from, port: call.offer.port ?? 40000 + 2 * (index % 9000) },
    take: (role, event) => {
      if (role === 'callers') {
        if (!('call' in event) || event.call !== callId) return
        noteCaller(observation, event)
        if (event.event === 'ended' || event.event === 'refused') observation.times.ended ??= now()
      } else if (event.event === 'zendesk') {
        const own = (event.caller ?? 'anonymous') === number || call.tickets.includes(event.ticket ?? '')
        if (!own) return
        observation.zendesk.push(event)
      } else if (event.event === 'mail') {
        if (!isMailOf(event, address, number)) return
        observation.mails.push(event)
      } else {
        const invite = event.event === 'invited' ? parseSipMessage(event.invite) : undefined
        if (event.event === 'invited' && invite && isOurs(callerOf(invite))) {
          legs.add(event.call)
          observation.rangAfter ??= (performance.now() - begin) / 1000
        }
        if (!('call' in event) || !legs.has(event.call)) return
        noteCallee(observation, role, event)
        if (event.event === 'answered') observation.times.answered ??= now()
      }
      for (const wake of [...waiting]) wake()
    },
    waitFor: (condition, seconds) =>
      new Promise(resolve => {
        const finish = (met: boolean): void => {
          clearTimeout(timer)
          waiting.delete(check)
          resolve(met)
        }
        const check = (): void => {
          if (condition(observation)) finish(true)
        }
        const timer = setTimeout(() => finish(false), seconds * 1000)
        waiting.add(check)
        check()
      }),
  }
}

function now(): number {
  return performance.now() / 1000
}
