import path from 'node:path'
import type { Project } from '../model/project.js'
import { readTexts, type Texts } from '../read/text.js'
import { duplicateNames, readScenarios } from '../scenarios/read.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSource } from '../source/parse.js'
import type { ProjectFiles } from './project-files.js'

export interface ScenarioFiles extends Texts {
  readonly scenarios: readonly Scenario[]
  /** Files whose form is wrong: nothing that they refer to was looked up. */
  readonly unread: readonly string[]
}

/** The scenarios in `scenarios/` beside a project. */
export async function readScenarioFiles(
  { base, files }: Pick<ProjectFiles, 'base' | 'files'>,
  project: Project,
): Promise<ScenarioFiles> {
  const folder = path.join(base, 'scenarios')
  const names = (await files.kindOf(folder)) === 'folder' ? await files.list(folder) : []
  const paths = names.filter(name => name.endsWith('.yaml')).map(name => path.join(folder, name))
  const { sources, diagnostics } = await readTexts(files, paths)
  const read = sources.map(source => {
    const { value: root, diagnostics } = parseSource(source)
    const scenarios = root ? readScenarios(root, project) : { value: undefined, diagnostics: [] }
    return {
      file: source.file,
      scenarios: scenarios.value,
      diagnostics: [...diagnostics, ...scenarios.diagnostics],
    }
  })
  const scenarios = read.flatMap(file => file.scenarios ?? [])
  const unread = read.filter(file => !file.scenarios).map(({ file }) => file)
  return {
    scenarios,
    unread,
    sources,
    diagnostics: [...diagnostics, ...read.flatMap(file => file.diagnostics), ...duplicateNames(scenarios)],
  }
}
