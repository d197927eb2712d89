import type { Project } from '../model/project.js'
import { type SoundContent, type Sounds, soundUses } from '../model/sounds.js'

/** A sound for every place where a project names one. */
export function soundsOf(project: Project): Sounds {
  return new Map(
    soundUses(project).map(({ path: name, kind }): [string, SoundContent] => [
      name,
      new Map([[kind === 'file' ? '' : 'first.wav', silence]]),
    ]),
  )
}

/** WAV, 8 kHz, mono, 16 bit, without a single sample. */
const silence = Uint8Array.from(
  Buffer.from(
    'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  ),
)
