import type { Line, Project } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import type { Call } from '../../policy/call.js'
import { decide } from '../../policy/decide.js'
import { goodCall } from '../../policy/good-call.js'
import type { Scenario } from '../../scenarios/scenario.js'

/** What a companion's scenario has of its own. */
export type Companion = Pick<Scenario, 'call' | 'agents' | 'expect' | 'steps'>

/** Longer queues take too many callers to fill. */
const longest = 2

let made = 0

/**
 * The callers who fill the queue of a line before a call whose agents all only ring: one for each phone, and one for
 * each place. Empty for any other call, and for a line whose queue none can be the first to meet.
 */
export function crowdOf(project: Project, line: Line, call: Call): Companion[] {
  const { answer, limits, menu } = line
  if (answer?.kind !== 'agents' || answer.maxQueue > longest || menu) return []
  if (limits.calls !== undefined || limits.perSecond !== undefined) return []
  const present = answer.agents.filter(({ value }) => call.world.agents.get(value.id) !== 'unreachable')
  if (present.length === 0 || present.some(({ value }) => call.world.agents.get(value.id) !== 0)) return []
  const waiting = answer.maxQueue + present.length
  const { reason } = decide(project, { ...call, world: { ...call.world, waiting } })
  if (reason !== 'queue-full') return []
  const { source, offer } = goodCall(project, line, call.at)
  if (!offer || typeof offer === 'string') return []
  const agents = new Map(present.map(({ value }) => [value.id, 0]))
  return Array.from({ length: waiting }, () => {
    const number = `+331998${String(++made).padStart(5, '0')}`
    return {
      agents,
      steps: [],
      expect: { ...emptyExpectation, place: line.place, caller: number },
      call: {
        line: line.id,
        uri: formatSipUri(line.uri.value),
        from: source,
        at: undefined,
        transport: 'udp',
        tickets: ['4711'],
        uriTicket: undefined,
        headers: [`P-Asserted-Identity: <sip:${number}@192.0.2.1>`],
        caller: number,
        offer: {
          codecs: offer.codecs,
          media: offer.addresses[0],
          port: offer.ports[0],
          profile: offer.profile,
        },
        late: false,
      },
    }
  })
}

const emptyExpectation = {
  outcome: 'agent',
  status: undefined,
  reason: undefined,
  ticket: undefined,
  tried: undefined,
  recorded: undefined,
  displayed: undefined,
  codec: undefined,
  to: undefined,
  agent: undefined,
  offered: undefined,
  digits: undefined,
  mail: undefined,
  hears: [],
} as const
