import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { compareText, type Diagnostic } from '../diagnostic.js'
import { systemCode } from '../errors.js'
import type { Project } from '../model/project.js'
import { duplicateNames, readScenarios } from '../scenarios/read.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSource, type SourceText } from '../source/parse.js'

export interface ScenarioFiles {
  readonly scenarios: readonly Scenario[]
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The scenarios in `scenarios/` beside a project. */
export async function readScenarioFiles(base: string, project: Project): Promise<ScenarioFiles> {
  const folder = path.join(base, 'scenarios')
  const sources: SourceText[] = []
  for (const name of await listYaml(folder)) {
    const file = path.join(folder, name)
    sources.push({ file, text: await readFile(file, 'utf8') })
  }
  const read = sources.map(source => {
    const { value: root, diagnostics } = parseSource(source)
    const scenarios = root ? readScenarios(root, project) : { value: [], diagnostics: [] }
    return { scenarios: scenarios.value ?? [], diagnostics: [...diagnostics, ...scenarios.diagnostics] }
  })
  const scenarios = read.flatMap(file => file.scenarios)
  return {
    scenarios,
    sources,
    diagnostics: [...read.flatMap(file => file.diagnostics), ...duplicateNames(scenarios)],
  }
}

async function listYaml(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(name => name.endsWith('.yaml')).sort(compareText)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}
