import type { Diagnostic, Located } from '../diagnostic.js'
import { problem } from '../problems.js'
import type { Project, SoundUse } from './project.js'

/** What lies at the path of a use: the files in it by name, one named `''` for a path that is a file itself. */
export type SoundContent = ReadonlyMap<string, Uint8Array>

/** The contents of every path in use; a path that is not there is absent. */
export type Sounds = ReadonlyMap<string, SoundContent>

/** The sounds that calls hear: what the tree holds. */
export function soundUses({ lines }: Project): SoundUse[] {
  const use = (kind: SoundUse['kind'], sound: Located<string> | undefined): SoundUse[] =>
    sound ? [{ kind, path: sound.value, place: sound.place }] : []
  const mayUse = lines.filter(({ answer, menu, voicemail }) => answer?.kind === 'agents' || menu || voicemail)
  return mayUse.flatMap(({ answer, menu, voicemail }) => [
    ...(answer?.kind === 'agents' ? [...use('file', answer.greeting), ...use('folder', answer.music)] : []),
    ...use('file', menu?.prompt),
    ...use('file', voicemail?.greeting),
  ])
}

const missing = {
  file: 'put a WAV file there (8 kHz, mono, 16 bit), or write the path of one that is there',
  folder: 'put WAV files into it (8 kHz, mono, 16 bit), or write the path of a folder that has some',
} as const

/** Every sound must be there, in the one form that Asterisk plays without another module. */
export function checkSounds(uses: readonly SoundUse[], sounds: Sounds): Diagnostic[] {
  return uses.flatMap(({ path, kind, place }) => {
    const content = sounds.get(path)
    const report = (message: string, help?: string): Diagnostic =>
      problem('bad-sound', message, place, help ? { help } : {})
    if (!content) return [report(`there is no ${kind} \`${path}\` in the project`, missing[kind])]
    if (kind === 'file' && !content.has(''))
      return [report(`\`${path}\` is a folder, not a sound file`, 'write the path of a file in it')]
    if (kind === 'folder' && content.has(''))
      return [
        report(
          `\`${path}\` is a file, not a folder of sound files`,
          'write the path of the folder that it is in',
        ),
      ]
    if (content.size === 0) return [report(`the folder \`${path}\` has no .wav file in it`, missing.folder)]
    return [...content].flatMap(([name, bytes]) => {
      const file = name ? `${path}/${name}` : path
      const fault = wavFault(bytes)
      return fault ? [report(`\`${file}\` ${fault}`, conversion(file, kind))] : []
    })
  })
}

/** How a sound gets the right form, and how the project then has that one and no longer this one. */
function conversion(file: string, kind: SoundUse['kind']): string {
  const converted = `${file.replace(/\.[^./]*$/, '')}-8k.wav`
  const command = `sox ${shellWord(file)} -r 8000 -c 1 -b 16 ${shellWord(converted)}`
  return kind === 'folder'
    ? `convert it: \`${command} && rm ${shellWord(file)}\``
    : `convert it: \`${command}\`, and write \`${converted}\` here`
}

/** The name of a file in a folder of sounds may have anything in it. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Why bytes are no WAV file of 8 kHz, one channel and 16 bit PCM; undefined when they are. */
function wavFault(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') return 'is no WAV file'
  let at = 12
  while (at + 8 <= bytes.length && tag(bytes, at) !== 'fmt ')
    at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1)
  if (at + 24 > bytes.length) return 'is a WAV file without a format'
  const format = view.getUint16(at + 8, true)
  const channels = view.getUint16(at + 10, true)
  const rate = view.getUint32(at + 12, true)
  const bits = view.getUint16(at + 22, true)
  if (format !== 1) return `is not PCM (WAV format ${format})`
  if (channels !== 1) return `has ${channels} channels, not one`
  if (rate !== 8000) return `has ${rate} samples a second, not 8000`
  return bits === 16 ? undefined : `has ${bits} bits a sample, not 16`
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
