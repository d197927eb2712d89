import type { Place } from '../diagnostic.js'
import { formatTime } from '../model/clock.js'
import { holds, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import { formatSipUri } from '../model/sip-uri.js'
import { wallClock } from '../model/zone-clock.js'
import { listOf, nearest } from '../suggest.js'
import type { Call, Decision, Reason } from './call.js'
import { indexLines } from './line-index.js'
import { callerMedia } from './media.js'
import { overrideAt } from './open.js'
import { ticketHeader } from './ticket.js'
import { day, lineTimes } from './timeline.js'

/** The smallest change, of the YAML or of the call, after which the call would end otherwise. */
export interface Change {
  readonly text: string
  /** The YAML that would change; undefined when it is the call. */
  readonly place: Place | undefined
}

/** undefined for a call that was answered where it was meant to be. */
export function nearestChange(project: Project, call: Call, decision: Decision): Change | undefined {
  const line = indexLines(project).lineOf(call.uri)
  return decision.reason && changes[decision.reason](project, call, line)
}

type FindChange = (project: Project, call: Call, line: Line | undefined) => Change | undefined

const ofCall = (text: string): Change => ({ text, place: undefined })
const ofLine = (line: Line | undefined, key: string, text: string): Change => ({
  text,
  place: line && (line.written.get(key) ?? line.place),
})

const changes: Readonly<Record<Reason, FindChange>> = {
  malformed: (_, { fault, offer }) =>
    ofCall(
      fault && /=/.test(fault.text)
        ? `write \`${ticketHeader}: …\` with a colon, or put \`?${ticketHeader}=…\` after the URI`
        : offer === 'unreadable'
          ? 'mend the SDP'
          : headerOnce(fault),
    ),
  body: () => ofCall('send the offer as application/sdp'),
  info: () => ofCall('send keys as application/dtmf-relay, or as telephone-event'),
  extension: () => ofCall('require no extension but those that docs/policy.md names'),
  flood: (_, { world }) =>
    ofCall(
      world.refusedBefore > 0
        ? 'wait until the flood period is over'
        : 'send a User-Agent that is no scanner',
    ),
  'too-many-hops': () => ofCall('send `Max-Forwards: 70`'),
  scheme: () => ofCall('call over TLS, or call a sip: URI'),
  method: () => ofCall('begin the call with INVITE'),
  source: (project, call, line) => {
    const asked = line ?? project.lines[0]
    return line
      ? ofLine(asked, 'allow', `add ${call.source} to allow of line \`${line.id}\``)
      : ofCall(`${lineNames(project, call)}, and have the line allow ${call.source}`)
  },
  'no-line': (project, call) => ofCall(lineNames(project, call)),
  'ticket-malformed': () => ofCall('send a ticket id of 1 to 19 digits that does not begin with 0'),
  'ticket-duplicate': () => ofCall('send one ticket id'),
  'ticket-missing': (_, __, line) =>
    ofLine(
      line,
      'ticket',
      `send \`${ticketHeader}: …\`, or write \`ticket: optional\` in line \`${line?.id}\``,
    ),
  anonymous: (_, __, line) =>
    ofLine(
      line,
      'caller_id',
      `show a number in ${listOf(line?.callerId.from.map(({ value }) => value) ?? [])}, or write \`anonymous: pass\` in caller_id of line \`${line?.id}\``,
    ),
  codec: (_, __, line) => ofLine(line, 'codecs', `offer ${line?.codecs.join(' or ')}`),
  'media-address': nearestMediaAddress,
  'media-port': nearestMediaPort,
  'media-profile': () => ofCall('offer RTP/AVP'),
  rate: (_, { world }, line) =>
    ofLine(
      line,
      'limits',
      `call again a second later, or raise \`per_second\` above ${world.callsThisSecond}`,
    ),
  busy: (_, { world }, line) =>
    ofLine(
      line,
      'limits',
      `call when a call of the line has ended, or raise \`calls\` above ${world.callsUp}`,
    ),
  'no-call': () =>
    ofCall('send it with the Call-ID and the tags of a call that is up; one that has ended takes only BYE'),
  merged: () => ofCall('begin each call with a Call-ID and a From tag of its own'),
  'no-target': () => ofCall('put the same tree live on the edge and on its nodes'),
  certificate: () =>
    ofCall('have whoever is called show a certificate of the name in its address, or call it by that name'),
  'no-node': () => ofCall('bring a node back: the edge asks each of them with OPTIONS'),
  closed: (_, call, line) => line && nextOpening(line, call.at),
  'talk-failed': (_, __, line) =>
    ofCall(`have Talk answer ${line ? formatSipUri(line.uri.value) : 'the call'} with 200`),
  'no-agents': (_, __, line) => ofLine(line, 'agents', `have a phone of ${agentsOf(line)} answer OPTIONS`),
  declined: (_, __, line) => ofLine(line, 'agents', `have ${agentsOf(line)} take the call`),
  missed: (_, __, line) => ofLine(line, 'agents', `have ${agentsOf(line)} take the call`),
  'max-wait': (_, __, line) => ofLine(line, 'agents', `have ${agentsOf(line)} take the call in time`),
  'queue-full': (_, __, line) => ofLine(line, 'max_queue', 'call when somebody has left the queue'),
}

function headerOnce(fault: Call['fault']): string {
  const [, twice] = /^there is more than one (.*)$/.exec(fault?.text ?? '') ?? []
  return twice === undefined ? 'mend the message' : `send ${twice} once`
}

function lineNames({ lines }: Project, { uri }: Call): string {
  const uris = lines.map(line => formatSipUri(line.uri.value))
  const host = nearest(
    uri.host,
    lines.map(line => line.uri.value.host),
  )
  const near = lines.find(line => line.uri.value.host === host) ?? (lines.length === 1 ? lines[0] : undefined)
  return near ? `call ${formatSipUri(near.uri.value)}` : `call one of ${listOf(uris.slice(0, 6))}`
}

function agentsOf(line: Line | undefined): string {
  return line?.answer?.kind === 'agents'
    ? listOf(line.answer.agents.map(({ value }) => value.id))
    : 'an agent'
}

function nearestMediaAddress(project: Project, call: Call, line: Line | undefined): Change | undefined {
  const source = parseAddress(call.source)
  if (!line || !source || !call.offer || typeof call.offer === 'string') return undefined
  const groups = callerMedia(project, line, source)
  const outside = call.offer.addresses.find(address => {
    const bits = parseAddress(address)
    return !bits || !groups.some(({ networks }) => networks.some(network => holds(network, bits)))
  })
  return groups === line.media
    ? ofLine(
        line,
        'media',
        `send audio from an address of the line's media, or add ${outside ?? 'the other'} to media of line \`${line.id}\``,
      )
    : ofCall("send audio from Twilio's media range, as callers at Twilio must")
}

function nearestMediaPort(project: Project, call: Call, line: Line | undefined): Change | undefined {
  const source = parseAddress(call.source)
  if (!line || !source) return undefined
  const ports = callerMedia(project, line, source).map(group => `${group.ports.first} to ${group.ports.last}`)
  return ofLine(line, 'media', `send audio from a port of ${[...new Set(ports)].join(' or ')}`)
}

const fullDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** The next open instant within a year. */
function nextOpening(line: Line, at: number): Change {
  const [next] = lineTimes(line, { from: at, to: at + 366 * day })
  const forced = line.override && overrideAt(line.override, at)
  const place = forced?.place ?? line.hours?.place
  if (next === undefined)
    return { text: 'open the line at some time: it is closed for the whole year', place }
  const timezone = line.hours?.timezone ?? line.override?.timezone ?? 'UTC'
  const { date, day: weekday, minute } = wallClock(next, timezone)
  return {
    text: `call later: it opens ${fullDays[weekday]} ${date} ${formatTime(minute)} in ${timezone}`,
    place,
  }
}
