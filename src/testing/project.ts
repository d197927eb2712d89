import type { Project } from '../model/project.js'
import { checkProject } from '../pipeline.js'

/** The model of a project written in a test; problems found on the way are the test's own affair. */
export function projectOf(yaml: string): Project {
  const { project } = checkProject([{ file: 'sipin.yaml', text: yaml }])
  if (!project) throw new Error('this is no project at all')
  return project
}
