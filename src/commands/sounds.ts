import path from 'node:path'
import type { Diagnostic } from '../diagnostic.js'
import type { Project, SoundUse } from '../model/project.js'
import { checkSounds, type SoundContent, type Sounds, soundUses } from '../model/sounds.js'
import { problem } from '../problems.js'
import { isUnreadable, soundLimit, soundsLimit, whatIsLeft } from '../read/files.js'
import type { ProjectFiles } from './project-files.js'

/** The sound files that calls hear, and what is wrong with all that are named. */
export interface ReadSounds {
  readonly sounds: Sounds
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the sound files that a project names, relative to its base directory; those that no call hears are only judged. */
export async function readSounds(
  from: Pick<ProjectFiles, 'base' | 'files'>,
  project: Project | undefined,
): Promise<ReadSounds> {
  const uses: readonly SoundUse[] = project?.namedSounds ?? []
  const sounds = new Map<string, SoundContent>()
  const faults = new Map<string, string>()
  let length = 0
  for (const { path: name } of uses) {
    if (sounds.has(name) || faults.has(name)) continue
    const content = await readSound(from, name, length)
    if (typeof content === 'string') faults.set(name, content)
    else if (content) {
      sounds.set(name, content)
      length += lengthOf(content)
    }
  }
  const unread = uses.flatMap(({ path: name, place }) => {
    const fault = faults.get(name)
    return fault === undefined ? [] : [problem('bad-sound', fault, place)]
  })
  const judged = checkSounds(
    uses.filter(({ path: name }) => !faults.has(name)),
    sounds,
  )
  const heard = new Set(project && soundUses(project).map(({ path: name }) => name))
  const inTree = new Map([...sounds].filter(([name]) => heard.has(name)))
  return { sounds: inTree, diagnostics: [...unread, ...judged] }
}

function lengthOf(content: SoundContent): number {
  return [...content.values()].reduce((sum, bytes) => sum + bytes.length, 0)
}

/** What lies at a path, of which `before` bytes are read already; a text says why it is not read. */
async function readSound(
  { base, files }: Pick<ProjectFiles, 'base' | 'files'>,
  name: string,
  before: number,
): Promise<SoundContent | string | undefined> {
  const place = path.join(base, ...name.split('/'))
  const isFolder = (await files.kindOf(place)) === 'folder'
  const names = isFolder ? (await files.list(place)).filter(file => file.endsWith('.wav')) : ['']
  const contents = new Map<string, Uint8Array>()
  for (const file of names) {
    const most = whatIsLeft(soundLimit, soundsLimit, before + lengthOf(contents))
    const content = await files.read(isFolder ? path.join(place, file) : place, most)
    const shown = isFolder ? `${name}/${file}` : name
    if (isUnreadable(content)) return `\`${shown}\` ${content.reason}`
    if (content) contents.set(file, content)
    else if (isFolder) return `\`${shown}\` is not there any more`
  }
  return isFolder || contents.size > 0 ? contents : undefined
}
