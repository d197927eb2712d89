import { isLoopback } from '../../model/endpoint.js'
import type { Project } from '../../model/project.js'
import { addressesOf } from '../../policy/destinations.js'
import { parseAudio } from '../../sip/sdp.js'
import { headerOf, headersOf, hostOf, statusOf, uriOf, userOf } from '../../sip/sip-message.js'
import { acknowledge, read } from '../wire/messages.js'
import { sidesOf } from '../wire/sides.js'
import type { Peer, Received, Wire } from '../wire/wire.js'
import type { FarEnds, Leg } from './far-ends.js'
import type { Wanted } from './wanted.js'

/** Milliseconds: a message that nobody takes the call is played to its end before the caller is told. */
const patience = 25_000

let placed = 0

/** Places the call, ends it, and says where what was heard is not what the model says. */
export async function placeCall(
  wire: Wire,
  callers: Map<string, Peer>,
  farEnds: FarEnds,
  project: Project,
  wanted: Wanted,
): Promise<string[]> {
  const { call, from, to } = wanted
  const key = `${call.transport} ${from.ip} ${to.ip} ${to.port}`
  const known = callers.get(key)
  const caller =
    known ??
    (call.transport === 'udp' ? await wire.udp(from, true) : await wire.connect(call.transport, from, to))
  callers.set(key, caller)
  farEnds.takeLegs()
  const callId = `shown-${++placed}`
  const text = wanted.invite(callId)
  await caller.send(text, to)
  const final = await finalOf(caller, callId)
  if (!final) return ['the caller hears nothing']
  const status = statusOf(final.message) ?? 0
  const legs = farEnds.takeLegs()
  if (status < 300) {
    const { inviter } = sidesOf(
      { inviter: caller, answerer: caller, to },
      { from, text, message: read(text) },
      final,
    )
    await caller.send(inviter.request('ACK'), to)
    const rung = await waitForLeg(wanted, farEnds, legs)
    await caller.send(inviter.request('BYE'), to)
    await caller.take(
      'the answer to BYE',
      ({ message }) => statusOf(message) !== undefined && /BYE$/.test(headerOf(message, 'CSeq') ?? ''),
      10_000,
    )
    return faultsOf(wanted, project, final, rung)
  }
  await caller.send(acknowledge(read(text), final.message), to)
  return faultsOf(wanted, project, final, legs)
}

function finalOf(caller: Peer, callId: string): Promise<Received | undefined> {
  return caller
    .take(
      'a final answer',
      ({ message }) => (statusOf(message) ?? 0) >= 200 && headerOf(message, 'Call-ID') === callId,
      patience,
    )
    .catch(() => undefined)
}

/** A queue answers the caller before it calls anybody. */
async function waitForLeg({ decision, menu }: Wanted, farEnds: FarEnds, legs: Leg[]): Promise<Leg[]> {
  const deadline = performance.now() + patience
  const awaited = decision.outcome === 'agent' && !menu
  while (awaited && legs.length === 0 && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 10))
    legs.push(...farEnds.takeLegs())
  }
  return legs
}

function faultsOf(wanted: Wanted, project: Project, final: Received, legs: readonly Leg[]): string[] {
  const { decision, menu } = wanted
  const status = statusOf(final.message)
  const warning = headerOf(final.message, 'Warning') ?? ''
  const heard = [final.message, ...legs.map(({ invite }) => invite)]
  const faults = heard.flatMap(({ start, body }) => {
    const audio = parseAudio(body)
    return audio && isLoopback(audio.address) ? [`\`${start}\` has audio at ${audio.address}`] : []
  })
  const wantedStatus = menu ? 200 : decision.status
  if (status !== wantedStatus)
    faults.push(`the caller hears ${[status, warning].join(' ').trim()}, not ${wantedStatus}`)
  if (decision.outcome === 'rejected' && !warning.includes(`"${decision.reason}: `))
    faults.push(`the refusal says \`${warning}\`, not ${decision.reason}`)
  if (menu) return faults
  const [leg] = legs
  const role = roles[decision.outcome]
  if (!leg || role === undefined)
    return leg === undefined && role === undefined
      ? faults
      : [...faults, `${leg ? `${leg.role} is called` : 'nobody is called'}, not ${role ?? 'nobody'}`]
  if (leg.role !== role) return [...faults, `${leg.role} is called, not ${role}`]
  return [...faults, ...legFaults(wanted, project, leg)]
}

const roles: Readonly<Record<string, Leg['role'] | undefined>> = {
  talk: 'talk',
  agent: 'agent',
  overflow: 'overflow',
}

function legFaults({ line, decision }: Wanted, project: Project, { role, invite }: Leg): string[] {
  const uri = invite.start.split(' ')[1] ?? ''
  const hosts = {
    talk: [line.uri.value.host],
    agent: line.answer?.kind === 'agents' ? line.answer.agents.map(({ value }) => value.uri.value.host) : [],
    overflow: line.overflow.flatMap(({ to }) =>
      addressesOf(to.value, project.trunks).map(({ host }) => host),
    ),
  }[role]
  const tickets = headersOf(invite, 'X-Zendesk-Ticket-Id')
  const wantedTickets = decision.ticket === undefined ? [] : [decision.ticket]
  const caller = decodeURIComponent(userOf(uriOf(headerOf(invite, 'From') ?? '')) ?? '')
  const wantedCaller = decision.caller ?? 'anonymous'
  return [
    ...(hosts.includes(hostOf(uri)) ? [] : [`${uri} is called, not ${hosts.join(' or ')}`]),
    ...(tickets.join() === wantedTickets.join()
      ? []
      : [`${role} is given the tickets [${tickets}], not [${wantedTickets}]`]),
    ...(caller === wantedCaller ? [] : [`${role} sees ${caller}, not ${wantedCaller}`]),
  ]
}
