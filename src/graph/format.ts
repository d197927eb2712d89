import type { Line, Project } from '../model/project.js'

/** The names of every format; the command line needs them at every start, and what draws seldom. */
export const graphFormatNames = ['mermaid', 'svg', 'html'] as const

/** A way to show call plans and weeks: the text of one file, for some lines of a project. */
export interface GraphFormat {
  readonly name: (typeof graphFormatNames)[number]
  /** Of a file's name, by which the format is chosen when none is named. */
  readonly endings: readonly string[]
  readonly draw: (project: Project, lines: readonly Line[]) => string
}
