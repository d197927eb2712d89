import type { Located } from '../diagnostic.js'
import { printable } from '../printable.js'
import type { Line as LineShape } from '../schema/project-types.gen.js'
import { type Cursor, child, items, located } from './cursor.js'
import { parseDestination } from './destination.js'
import { durations } from './durations.js'
import type { Destination, OverflowTarget, Schedule, Voicemail } from './project.js'
import { type MediaShape, type NamedMedia, readMedia } from './read-media.js'
import { type Reader, type References, readDuration, readPath, reportFault, resolve } from './reader.js'

interface OverflowShape {
  to: string
  during?: string
  ring?: string
  media?: MediaShape
  secure?: boolean
}

export function readOverflow(
  reader: Reader,
  cursor: Cursor<LineShape>,
  schedules: References<Schedule>,
  named: NamedMedia,
): OverflowTarget[] {
  const written = child(cursor, 'overflow')
  if (!written) return []
  if (written.node.kind === 'scalar')
    return readTarget(reader, written as Cursor<string>, undefined, schedules, named)
  return items(written as Cursor<OverflowShape[]>).flatMap(item =>
    readTarget(reader, child(item, 'to') as Cursor<string>, item, schedules, named),
  )
}

function readTarget(
  reader: Reader,
  to: Cursor<string>,
  shape: Cursor<OverflowShape> | undefined,
  schedules: References<Schedule>,
  named: NamedMedia,
): OverflowTarget[] {
  const during = child(shape, 'during')
  const ring = child(shape, 'ring')
  const schedule = during && resolve(reader, 'schedule', located(during), schedules)
  const seconds = ring && readDuration(reader, ring, durations.ring)
  const media = child(shape, 'media')
  const groups = media && readMedia(reader, media, named)
  const destination = readDestination(reader, to)
  if (!destination) return []
  const written = child(shape, 'secure')
  const secure = written ? located(written) : { value: false, place: destination.place }
  return [{ to: destination, during: schedule, ring: seconds ?? durations.ring.usual, media: groups, secure }]
}

export function readDestination(reader: Reader, cursor: Cursor<string>): Located<Destination> | undefined {
  const { value, place } = located(cursor)
  const parsed = parseDestination(value)
  if ('ok' in parsed) return { value: parsed.ok, place }
  reportFault(reader, 'bad-uri', cursor, parsed.fault)
  return undefined
}

interface VoicemailShape {
  greeting?: string
  max_length?: string
  email?: string
}

export function readVoicemail(
  reader: Reader,
  cursor: Cursor<boolean | VoicemailShape> | undefined,
): Voicemail | undefined {
  if (!cursor || (cursor.node.kind === 'scalar' && cursor.node.value !== true)) return undefined
  const shape = cursor as Cursor<VoicemailShape>
  const maxLength = child(shape, 'max_length')
  const email = child(shape, 'email')
  return {
    place: cursor.node.place,
    greeting: readPath(reader, child(shape, 'greeting')),
    maxLength:
      (maxLength && readDuration(reader, maxLength, durations.max_length)) ?? durations.max_length.usual,
    email: email && readEmail(reader, email),
  }
}

/** An address that no mail program reads as an option, a list or a command (RFC 5321 section 4.1.2, the plain part of it). */
function readEmail(reader: Reader, cursor: Cursor<string>): Located<string> | undefined {
  const { value, place } = located(cursor)
  const plain = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@([A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,63}$/
  if (plain.test(value)) return { value, place }
  reader.report('bad-email', `\`${printable(value)}\` is no mail address`, place, {
    help: `write one address, as in \`${value.split(/[,;<>\s]+/).find(part => plain.test(part)) ?? 'sales@acme.example'}\``,
  })
  return undefined
}
