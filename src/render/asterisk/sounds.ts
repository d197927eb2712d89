import type { Sounds } from '../../model/sounds.js'
import { type Live, nothing, reload } from '../live.js'
import type { TreeFile } from '../target.js'

/** Where the sounds of the tree lie on a node. */
const folder = '/etc/asterisk/sounds'

/** The name by which Playback finds a sound file of the project: its path without the ending. */
export function soundName(path: string): string {
  return `${folder}/${path.replace(/\.wav$/, '')}`
}

/** The sound files travel with the tree, under the paths they have in the project. */
export function soundFiles(sounds: Sounds): TreeFile[] {
  return [...sounds].flatMap(([path, files]) =>
    Array.from(files, ([name, content]) => ({
      path: `asterisk/sounds/${name ? `${path}/${name}` : path}`,
      content,
      live: name ? musicFile : played,
    })),
  )
}

/** Playback opens a file anew for each call. */
const played: Live = { readers: 'nodes', effect: () => nothing }

/** Which files a folder of hold music has is read at `moh reload`. */
const musicFile: Live = { readers: 'nodes', effect: () => reload("asterisk -rx 'moh reload'") }
