import type { Line as LineShape } from '../schema/project-types.gen.js'
import { type Cursor, child } from './cursor.js'
import type { SoundUse } from './project.js'
import { type Reader, readPath } from './reader.js'

type VoicemailShape = Exclude<NonNullable<LineShape['voicemail']>, boolean>

/** Every sound that a line names, or `defaults`, whether or not a call hears it. */
export function readSoundNames(reader: Reader, line: Cursor<LineShape> | undefined): SoundUse[] {
  const voicemail = child(line, 'voicemail') as Cursor<VoicemailShape> | undefined
  return [
    ...named(reader, 'file', child(line, 'greeting')),
    ...named(reader, 'folder', child(line, 'music')),
    ...named(reader, 'file', child(child(line, 'menu'), 'prompt')),
    ...named(reader, 'file', child(voicemail, 'greeting')),
  ]
}

function named(reader: Reader, kind: SoundUse['kind'], cursor: Cursor<string> | undefined): SoundUse[] {
  const path = readPath(reader, cursor)
  return path ? [{ kind, path: path.value, place: path.place }] : []
}
