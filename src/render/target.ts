import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'

/** One file of the generated tree; the path has forward slashes and is relative to the tree. */
export interface OutputFile {
  readonly path: string
  readonly content: string | Uint8Array
}

/** One engine's part of the tree. Templates hold layout; every decision and every quote is made in the view. */
export interface Target {
  readonly name: string
  readonly files: (project: Project, sounds: Sounds) => Iterable<OutputFile>
}
