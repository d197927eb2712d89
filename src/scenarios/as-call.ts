import { type Call, type Offer, quietWorld } from '../policy/call.js'
import { readHeaders } from '../policy/header-line.js'
import { parseRequestUri } from '../policy/request-uri.js'
import { ticketHeader } from '../policy/ticket.js'
import type { Behaviour, Scenario } from './scenario.js'

/** The call of a scenario as the model sees it. A scenario without a time takes place at the given one. */
export function scenarioCall(
  { call, talk, talkMedia, agents, absent, overflow, zendesk, steps }: Scenario,
  anyTime: number,
): Call {
  const uri = parseRequestUri(call.uri)
  const { headers, fault } = readHeaders(call.headers)
  return {
    source: call.from,
    transport: call.transport,
    method: 'INVITE',
    uri: {
      user: uri?.user,
      host: uri?.host ?? '',
      headers: call.uriTicket === undefined ? uri?.headers : `${ticketHeader}=${call.uriTicket}`,
    },
    maxForwards: 70,
    headers: [...headers, ...call.tickets.map(ticket => [ticketHeader, ticket] as const)],
    from: call.caller ?? '+33199000001',
    offer: call.late ? undefined : offerOf(call),
    answer: call.late ? offerOf(call) : undefined,
    at: call.at?.value ?? anyTime,
    fault,
    world: {
      ...quietWorld,
      talk: answerOf(talk),
      talkMedia,
      agents: new Map<string, Behaviour | 'unreachable'>([
        ...Array.from(agents, ([id, behaviour]) => [id, answerOf(behaviour)] as const),
        ...absent.map(id => [id, 'unreachable'] as const),
      ]),
      overflow: answerOf(overflow),
      zendesk: zendesk === 'ok',
      keys: steps.flatMap(step => (step.kind === 'press' ? [...step.keys] : [])),
    },
  }
}

function offerOf({ from, offer: { codecs, media, port, profile } }: Scenario['call']): Offer {
  return {
    // A section with port 0 is refused by whoever offers it, and nothing it names counts.
    codecs: port === 0 ? [] : codecs,
    addresses: [media ?? from],
    ports: port === 0 ? [] : [port ?? 40000],
    profile,
  }
}

/** Whoever sends nothing at all has the edge answer in his place: 408. */
export function answerOf(behaviour: Behaviour): Behaviour {
  return behaviour === -1 ? 408 : behaviour
}
