export type { Diagnostic, Place, Severity, Span } from './diagnostic.js'
export type { Project } from './model/project.js'
export { type CheckedProject, checkProject } from './pipeline.js'
export type { SourceText } from './source/parse.js'
