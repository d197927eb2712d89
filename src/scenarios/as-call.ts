import { type Call, type Offer, quietWorld } from '../policy/call.js'
import { ticketHeader } from '../policy/ticket.js'
import { readWritten, type WrittenCall } from '../policy/written-headers.js'
import type { Behaviour, Scenario } from './scenario.js'

/** The call of a scenario as the model sees it. A scenario without a time takes place at the given one. */
export function scenarioCall(
  { call, talk, talkMedia, agents, absent, overflow, zendesk, steps }: Scenario,
  anyTime: number,
): Call {
  const user = call.caller ?? '+33199000001'
  const { body, ...request } = readWritten(writtenCall(call, user))
  return {
    ...request,
    source: call.from,
    transport: call.transport,
    from: user,
    offer: call.late ? undefined : (body ?? offerOf(call)),
    answer: call.late ? offerOf(call) : undefined,
    at: call.at?.value ?? anyTime,
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

/** The INVITE of a scenario, as it goes over the wire. */
export function writtenCall(
  { uri, uriTicket, transport, from, tickets, headers, late }: Scenario['call'],
  user: string,
): WrittenCall {
  return {
    method: 'INVITE',
    uri: uriTicket === undefined ? uri : `${uri}?${ticketHeader}=${uriTicket}`,
    transport,
    source: from,
    user,
    tickets,
    written: headers,
    offers: !late,
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

/** The edge answers 408 for a callee that stays silent. */
export function answerOf(behaviour: Behaviour): Behaviour {
  return behaviour === -1 ? 408 : behaviour
}
