import type { Located } from '../diagnostic.js'
import { printable } from '../printable.js'
import type { Line as LineShape, Weekly } from '../schema/project-types.gen.js'
import { type Cursor, child, items, located, type Member, withDefaults } from './cursor.js'
import type { Network } from './network.js'
import { anyMedia, unprivilegedPorts } from './presets.js'
import type {
  Agent,
  AgentsAnswer,
  Answer,
  Codec,
  Line,
  MediaGroup,
  OverflowTarget,
  Schedule,
  Talk,
  Voicemail,
} from './project.js'
import { readInlineHours } from './read-schedules.js'
import {
  checkId,
  type Reader,
  type References,
  readDuration,
  readNetworks,
  readPorts,
  readUri,
  resolve,
} from './reader.js'
import type { SipUri } from './sip-uri.js'
import { isTalkHost } from './talk-host.js'

/** What lines refer to. */
export interface LineContext {
  readonly reader: Reader
  readonly defaults: Cursor<LineShape> | undefined
  /** `defaults` is there but could not be read, so a key missing from a line may stand in it. */
  readonly defaultsBroken: boolean
  readonly siteZone: string
  readonly talk: Talk
  readonly schedules: References<Schedule>
  readonly agents: References<Agent>
}

/** undefined when the line has no uri that can be read: nothing more can be said of it then. */
export function readLine(
  { id, idPlace, cursor: own }: Member<LineShape>,
  context: LineContext,
): Line | undefined {
  const { reader } = context
  checkId(reader, 'line', id, idPlace)
  const cursor = withDefaults(own, context.defaults)
  const uri = readUri(reader, child(cursor, 'uri') as Cursor<string>)
  const allowCursor = child(cursor, 'allow')
  if (!allowCursor && !context.defaultsBroken) {
    reader.report('missing-key', `\`lines.${id}\` has no \`allow\``, idPlace, {
      help: 'name the addresses that may call this line, here or under `defaults`',
    })
  }
  const allow = readNetworks(reader, items(allowCursor))
  const hours = readHours(cursor, id, context)
  const overflow = readOverflow(cursor, context)
  const overflowUnread = overflow.length === 0 && child(cursor, 'overflow') !== undefined
  const answer = uri && readAnswer(cursor, uri.value, context)
  const voicemail = readVoicemail(reader, child(cursor, 'voicemail'))
  const codecs = readCodecs(reader, child(cursor, 'codecs'))
  const media = readMedia(cursor, allow, context)
  if (!uri) return undefined
  const limits = readLimits(child(cursor, 'limits'))
  return {
    id,
    place: idPlace,
    uri,
    allow,
    ticket: readTicket(cursor),
    codecs,
    media,
    limits,
    hours,
    answer,
    overflow,
    overflowUnread,
    voicemail,
  }
}

function readTicket(cursor: Cursor<LineShape>): Line['ticket'] {
  const written = child(cursor, 'ticket')
  const policy =
    written?.node.kind === 'map'
      ? child(written as Cursor<{ policy?: Line['ticket'] }>, 'policy')
      : (written as Cursor<Line['ticket']> | undefined)
  return policy ? located(policy).value : 'optional'
}

function readLimits(cursor: Cursor<NonNullable<LineShape['limits']>> | undefined): Line['limits'] {
  const calls = child(cursor, 'calls')
  const perSecond = child(cursor, 'per_second')
  return { calls: calls && located(calls).value, perSecond: perSecond && located(perSecond).value }
}

const knownCodecs: readonly Codec[] = ['PCMU', 'PCMA']

function readCodecs(reader: Reader, cursor: Cursor<string[]> | undefined): readonly Codec[] {
  const codecs: Codec[] = []
  for (const item of items(cursor)) {
    const { value, place } = located(item)
    const codec = knownCodecs.find(name => name === value.toUpperCase())
    if (!codec) {
      reader.report('unsupported-codec', `\`${printable(value)}\` is not a codec of Talk`, place, {
        help: 'write `PCMU` (G.711 µ-law), `PCMA` (G.711 A-law), or both',
      })
    } else if (codecs.includes(codec)) {
      reader.report('unsupported-codec', `\`${codec}\` stands twice`, place, { help: 'keep one of the two' })
    } else {
      codecs.push(codec)
    }
  }
  return codecs.length > 0 ? codecs : knownCodecs
}

function readMedia(
  cursor: Cursor<LineShape>,
  allow: readonly Located<Network>[],
  { reader, talk }: LineContext,
): readonly MediaGroup[] {
  const own: MediaGroup = { networks: allow.map(({ value }) => value), ports: unprivilegedPorts }
  const written = child(cursor, 'media')
  if (!written) return [talk.media, own]
  if (written.node.kind === 'scalar') return [anyMedia]
  return items(written as Cursor<(string | MediaShape)[]>).flatMap(item => {
    if (item.node.kind === 'scalar') return [item.node.value === 'twilio' ? talk.media : own]
    const group = item as Cursor<MediaShape>
    const ports = child(group, 'ports')
    const networks = readNetworks(reader, items(child(group, 'ranges'))).map(({ value }) => value)
    return [{ networks, ports: (ports && readPorts(reader, ports)) ?? unprivilegedPorts }]
  })
}

interface MediaShape {
  ranges: string[]
  ports?: string
}

function readHours(
  cursor: Cursor<LineShape>,
  id: string,
  { reader, siteZone, schedules }: LineContext,
): Schedule | undefined {
  const written = child(cursor, 'hours')
  if (!written) return undefined
  if (written.node.kind === 'scalar')
    return resolve(reader, 'schedule', located(written as Cursor<string>), schedules)
  return readInlineHours(reader, written as Cursor<Weekly>, id, written.node.place, siteZone)
}

function readAnswer(cursor: Cursor<LineShape>, uri: SipUri, context: LineContext): Answer | undefined {
  const agents = child(cursor, 'agents')
  if (agents) return readAgentsAnswer(cursor, agents, context)
  return isTalkHost(uri.host) ? { kind: 'talk' } : undefined
}

function readAgentsAnswer(
  cursor: Cursor<LineShape>,
  written: Cursor<string[]>,
  { reader, agents }: LineContext,
): AgentsAnswer {
  const seconds = (
    key: 'offer_time' | 'max_wait',
    fallback: number,
    least: number,
    most: number,
    text: string,
  ): number => {
    const duration = child(cursor, key)
    return (duration && readDuration(reader, duration, { least, most, text })) ?? fallback
  }
  const maxQueue = child(cursor, 'max_queue')
  return {
    kind: 'agents',
    agents: items(written).flatMap(item => {
      const name = located(item)
      const agent = resolve(reader, 'agent', name, agents)
      return agent ? [{ value: agent, place: name.place }] : []
    }),
    greeting: readPath(reader, child(cursor, 'greeting')),
    music: readPath(reader, child(cursor, 'music')),
    offerTime: seconds('offer_time', 30, 15, 120, '15s to 2m'),
    maxWait: seconds('max_wait', 300, 60, 3600, '1m to 60m'),
    maxQueue: maxQueue ? located(maxQueue).value : 15,
  }
}

/** A path inside the project, with forward slashes and without a trailing one. */
function readPath(reader: Reader, cursor: Cursor<string> | undefined): Located<string> | undefined {
  if (!cursor) return undefined
  const { value, place } = located(cursor)
  const path = value.replace(/^\.\//, '').replace(/\/+$/, '')
  const inside = path !== '' && path.split('/').every(part => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))
  if (inside) return { value: path, place }
  reader.report('bad-path', `\`${printable(value)}\` is no path inside the project`, place, {
    help: 'write it relative to the project, of letters, digits, `_`, `-`, `.`, and without `..`',
  })
  return undefined
}

interface OverflowShape {
  to: string
  during?: string
  ring?: string
}

function readOverflow(cursor: Cursor<LineShape>, context: LineContext): OverflowTarget[] {
  const written = child(cursor, 'overflow')
  if (!written) return []
  if (written.node.kind === 'scalar') return readTarget(written as Cursor<string>, undefined, context)
  return items(written as Cursor<OverflowShape[]>).flatMap(item =>
    readTarget(child(item, 'to') as Cursor<string>, item, context),
  )
}

function readTarget(
  to: Cursor<string>,
  shape: Cursor<OverflowShape> | undefined,
  { reader, schedules }: LineContext,
): OverflowTarget[] {
  const during = child(shape, 'during')
  const ring = child(shape, 'ring')
  const schedule = during && resolve(reader, 'schedule', located(during), schedules)
  const seconds = ring && readDuration(reader, ring, { least: 5, most: 300, text: '5s to 5m' })
  // A telephone number is refused as `not-yet` already.
  const uri = located(to).value.startsWith('tel:') ? undefined : readUri(reader, to)
  return uri ? [{ to: uri, during: schedule, ring: seconds ?? 30 }] : []
}

interface VoicemailShape {
  greeting?: string
  max_length?: string
}

function readVoicemail(
  reader: Reader,
  cursor: Cursor<boolean | VoicemailShape> | undefined,
): Voicemail | undefined {
  if (!cursor || (cursor.node.kind === 'scalar' && cursor.node.value !== true)) return undefined
  const shape = cursor as Cursor<VoicemailShape>
  const maxLength = child(shape, 'max_length')
  return {
    place: cursor.node.place,
    greeting: readPath(reader, child(shape, 'greeting')),
    maxLength:
      (maxLength && readDuration(reader, maxLength, { least: 5, most: 600, text: '5s to 10m' })) ?? 120,
  }
}
