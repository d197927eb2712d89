import type { Place } from '../diagnostic.js'
import type { Line, Project } from '../model/project.js'
import type { Rule } from './rule.js'

export const contradictingLimits: Rule = {
  code: 'contradicting-limits',
  severity: 'warning',
  summary: 'no limit of a line makes another one meaningless',
  why: 'Of two limits that contradict each other the smaller one holds, and the other is believed to.',
  *check(project) {
    const room = callsOfNodes(project)
    for (const line of project.lines) for (const find of contradictions) yield* find(line, room)
  },
}

interface Contradiction {
  readonly message: string
  readonly place: Place
  readonly help: string
}

/** Each call has two legs on a node, each leg a port for audio and one for RTCP. */
const portsPerCall = 4

function callsOfNodes({ nodes }: Project): number {
  return nodes.reduce(
    (sum, { rtpPorts: { first, last } }) => sum + Math.floor((last - first + 1) / portsPerCall),
    0,
  )
}

const contradictions: readonly ((line: Line, room: number) => Contradiction[])[] = [
  rateAboveCalls,
  callsAboveRoom,
  queueAboveCalls,
  offerAboveWait,
]

function rateAboveCalls(line: Line): Contradiction[] {
  const { calls, perSecond } = line.limits
  if (calls === undefined || perSecond === undefined || perSecond <= calls) return []
  return [
    {
      message: `line \`${line.id}\` takes ${perSecond} new calls a second and ${calls} calls in all: call ${calls + 1} of a second is refused as busy, never for its rate`,
      place: placeOf(line, 'limits'),
      help: `write \`per_second\` of ${calls} or less, or raise \`calls\``,
    },
  ]
}

function callsAboveRoom(line: Line, room: number): Contradiction[] {
  const { calls } = line.limits
  if (calls === undefined || calls <= room) return []
  return [
    {
      message: `line \`${line.id}\` takes ${calls} calls, and the RTP ports of the nodes are enough for ${room}: call ${room + 1} has no audio`,
      place: placeOf(line, 'limits'),
      help: 'lower `calls`, or give the nodes more `rtp_ports`',
    },
  ]
}

/** Whoever waits is a call of the line too. */
function queueAboveCalls(line: Line): Contradiction[] {
  const { calls } = line.limits
  if (line.answer?.kind !== 'agents' || calls === undefined || line.answer.maxQueue <= calls) return []
  const { maxQueue } = line.answer
  return [
    {
      message: `the queue of line \`${line.id}\` takes ${maxQueue} callers and the line ${calls} calls: the queue never fills`,
      place: line.written.get('max_queue') ? placeOf(line, 'max_queue') : placeOf(line, 'limits'),
      help: `write \`max_queue\` of ${calls} or less, or raise \`calls\``,
    },
  ]
}

function offerAboveWait(line: Line): Contradiction[] {
  if (line.answer?.kind !== 'agents' || line.answer.offerTime <= line.answer.maxWait) return []
  const { offerTime, maxWait } = line.answer
  return [
    {
      message: `an agent of line \`${line.id}\` has ${offerTime} s to take a call, and callers wait ${maxWait} s: the first phone rings until the end, and no second one does`,
      place: line.written.get('max_wait') ? placeOf(line, 'max_wait') : placeOf(line, 'offer_time'),
      help: 'write an `offer_time` that is shorter than `max_wait`',
    },
  ]
}

function placeOf(line: Line, key: string): Place {
  return line.written.get(key) ?? line.place
}
