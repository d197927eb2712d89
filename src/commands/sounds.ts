import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { compareText } from '../diagnostic.js'
import { systemCode } from '../errors.js'
import type { SoundContent, Sounds, SoundUse } from '../model/sounds.js'

/** Reads the sound files that a project names, relative to its base directory. */
export async function readSounds(base: string, uses: readonly SoundUse[]): Promise<Sounds> {
  const sounds = new Map<string, SoundContent>()
  for (const { path: name } of uses) {
    if (sounds.has(name)) continue
    const content = await readSound(path.join(base, ...name.split('/')))
    if (content) sounds.set(name, content)
  }
  return sounds
}

async function readSound(file: string): Promise<SoundContent | undefined> {
  try {
    if (!(await stat(file)).isDirectory()) return new Map([['', await readFile(file)]])
    const names = (await readdir(file)).filter(name => name.endsWith('.wav')).sort(compareText)
    const files = await Promise.all(
      names.map(async name => [name, await readFile(path.join(file, name))] as const),
    )
    return new Map(files)
  } catch (error) {
    // Whatever cannot be read is not there for Asterisk either.
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}
