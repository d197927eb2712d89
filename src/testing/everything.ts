import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../model/project.js'
import { type SoundContent, type Sounds, soundUses } from '../model/sounds.js'
import { repository } from './golden.js'

/** The project that has every key. */
export function everything(): string {
  return readFileSync(path.join(repository, 'fixtures/everything/sipin.yaml'), 'utf8')
}

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
