import type { Sounds } from '../../model/sounds.js'
import type { OutputFile } from '../target.js'

/** Where the sounds of the tree lie on a node. */
const folder = '/etc/asterisk/sounds'

/** The name by which Playback finds a sound file of the project: its path without the ending. */
export function soundName(path: string): string {
  return `${folder}/${path.replace(/\.wav$/, '')}`
}

/** The sound files travel with the tree, under the paths they have in the project. */
export function soundFiles(sounds: Sounds): OutputFile[] {
  return [...sounds].flatMap(([path, files]) =>
    Array.from(files, ([name, content]) => ({
      path: `asterisk/sounds/${name ? `${path}/${name}` : path}`,
      content,
    })),
  )
}
