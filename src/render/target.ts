import type { Line, Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import type { Live } from './live.js'

/** One file of the generated tree; the path has forward slashes and is relative to the tree. */
export interface OutputFile {
  readonly path: string
  readonly content: string | Uint8Array
}

/** A file of the tree and how it goes live. */
export interface TreeFile extends OutputFile {
  readonly live: Live
}

/** One engine's part of the tree. Templates hold layout; every decision and every quote is made in the view. */
export interface Target {
  readonly name: string
  /** A file that is of one line alone may be left out when `wants` does not want the line. */
  readonly files: (project: Project, sounds: Sounds, wants?: WantsLine) => Iterable<TreeFile>
}

export type WantsLine = (line: Line) => boolean
