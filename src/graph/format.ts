import type { Line, Project } from '../model/project.js'

/** A way to show call plans and weeks: the text of one file, for some lines of a project. */
export interface GraphFormat {
  readonly name: string
  /** Of a file's name, by which the format is chosen when none is named. */
  readonly endings: readonly string[]
  readonly draw: (project: Project, lines: readonly Line[]) => string
}
