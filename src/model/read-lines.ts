import type { Located, Place } from '../diagnostic.js'
import { printable } from '../printable.js'
import { defaults } from '../schema/key-facts.gen.js'
import type { Line as LineShape, Weekly } from '../schema/project-types.gen.js'
import { entryOf } from '../source/tree.js'
import { asFinding } from './advice.js'
import { adviseWallTime } from './advise-time.js'
import { parseWallTime, type WallTime } from './clock.js'
import { type Cursor, child, items, located, type Member, withDefaults } from './cursor.js'
import type { Network } from './network.js'
import type { Agent, Codec, Line, MediaGroup, Override, Schedule, Talk } from './project.js'
import { readAnswer } from './read-answer.js'
import { readCallerId, readTicket } from './read-caller.js'
import { readOverflow, readVoicemail } from './read-fallback.js'
import { onAnyPort, readMedia } from './read-media.js'
import { readMenu } from './read-menu.js'
import { readInlineHours } from './read-schedules.js'
import { checkId, type Reader, type References, readNetworks, readUri, resolve } from './reader.js'

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

/** undefined if its uri cannot be read: everything else depends on it. */
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
      help: 'name the addresses that may call this line, here or under `defaults`, as in `allow: [203.0.113.0/28]`',
    })
  }
  const allow = readNetworks(reader, items(allowCursor))
  const hours = readHours(cursor, id, context)
  const override = readOverride(cursor, hours?.timezone ?? context.siteZone, reader)
  const callers = allow.map(({ value }) => value)
  const media = readCallerMedia(cursor, callers, context)
  const overflow = readOverflow(reader, cursor, context.schedules, {
    twilio: context.talk.media,
    allow: callers,
  })
  const overflowUnread = overflow.length === 0 && child(cursor, 'overflow') !== undefined
  const answer = readAnswer(cursor, uri?.value, context)
  const menu = readMenu(reader, cursor)
  const voicemail = readVoicemail(reader, child(cursor, 'voicemail'))
  const codecs = readCodecs(reader, child(cursor, 'codecs'))
  const ticket = readTicket(reader, cursor)
  const callerId = readCallerId(reader, cursor)
  if (!uri) return undefined
  const limits = readLimits(child(cursor, 'limits'))
  return {
    id,
    place: idPlace,
    written: { get: key => child(cursor as Cursor<Record<string, unknown>>, key)?.node.place },
    own: { get: key => entryOf(own.node, key)?.keyPlace },
    uri,
    allow,
    ticket,
    callerId,
    codecs,
    media,
    secure: readSecure(cursor, idPlace),
    limits,
    hours,
    override,
    menu,
    answer,
    overflow,
    overflowUnread,
    voicemail,
  }
}

function readSecure(cursor: Cursor<LineShape>, place: Place): Line['secure'] {
  const off = { value: false, place }
  const written = child(cursor, 'secure')
  if (!written) return { talk: off, callers: off }
  if (written.node.kind === 'scalar') return { talk: located(written as Cursor<boolean>), callers: off }
  const shape = written as Cursor<{ talk?: boolean; callers?: boolean | 'either' }>
  const talk = child(shape, 'talk')
  const callers = child(shape, 'callers')
  return {
    talk: talk ? located(talk) : off,
    callers: callers ? located(callers as Cursor<boolean | 'either'>) : off,
  }
}

function readLimits(cursor: Cursor<NonNullable<LineShape['limits']>> | undefined): Line['limits'] {
  const calls = child(cursor, 'calls')
  const perSecond = child(cursor, 'per_second')
  return { calls: calls && located(calls).value, perSecond: perSecond && located(perSecond).value }
}

const knownCodecs: readonly Codec[] = defaults['line.codecs']

/** Names that other programs have for them. */
const codecNames: ReadonlyMap<string, Codec> = new Map([
  ...['ulaw', 'mulaw', 'mu-law', 'g711u', 'g.711u', 'g711ulaw'].map(name => [name, 'PCMU'] as const),
  ...['alaw', 'a-law', 'g711a', 'g.711a', 'g711alaw'].map(name => [name, 'PCMA'] as const),
])

function readCodecs(reader: Reader, cursor: Cursor<string[]> | undefined): readonly Codec[] {
  const codecs: Codec[] = []
  for (const item of items(cursor)) {
    const { value, place } = located(item)
    const codec = knownCodecs.find(name => name === value.toUpperCase())
    if (!codec) {
      const meant = codecNames.get(value.toLowerCase())
      const isName = meant !== undefined || /^g\.?711$/i.test(value)
      const fault = isName ? 'is not how a codec is named here' : 'is not a codec of Talk'
      reader.report('unsupported-codec', `\`${printable(value)}\` ${fault}`, place, {
        help: meant ? `write \`${meant}\`` : 'write `PCMU` (G.711 µ-law), `PCMA` (G.711 A-law), or both',
        ...(isName ? { why: 'G.711 is two codecs, under the names that calls give them.' } : {}),
        ...(meant ? { fix: { place, text: meant } } : {}),
      })
    } else if (codecs.includes(codec)) {
      reader.report('unsupported-codec', `\`${codec}\` stands twice`, place, { help: 'keep one of the two' })
    } else {
      codecs.push(codec)
    }
  }
  return codecs.length > 0 ? codecs : knownCodecs
}

function readCallerMedia(
  cursor: Cursor<LineShape>,
  allow: readonly Network[],
  { reader, talk }: LineContext,
): readonly MediaGroup[] {
  const written = child(cursor, 'media')
  if (!written) return [talk.media, onAnyPort(allow)]
  return readMedia(reader, written, { twilio: talk.media, allow })
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

function readOverride(cursor: Cursor<LineShape>, timezone: string, reader: Reader): Override | undefined {
  const written = child(cursor, 'override')
  const state = child(written, 'state')
  if (!written || !state) return undefined
  const until = child(written, 'until')
  return {
    place: written.node.place,
    state: located(state).value,
    until: until && readWallTime(reader, until),
    timezone,
  }
}

function readWallTime(reader: Reader, cursor: Cursor<string>): Located<WallTime> | undefined {
  const { value, place } = located(cursor)
  const time = parseWallTime(value)
  if (typeof time !== 'string') return { value: time, place }
  reader.report(
    'bad-date',
    `\`${printable(value)}\`: ${time}`,
    place,
    asFinding(adviseWallTime(value), place),
  )
  return undefined
}
