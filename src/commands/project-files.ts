import path from 'node:path'
import { UsageError } from '../errors.js'
import { absence, disk, type Files, textLimit } from '../read/files.js'
import { readStdin } from '../read/stdin.js'
import { decodeTexts, readTexts, type Texts } from '../read/text.js'
import { topKeys } from '../schema/top-keys.js'
import { type SortedSources, sortSources } from '../source/belongs.js'
import type { SourceText } from '../source/parse.js'
import { yamlFilesBelow } from './project-folder.js'

/** The files of one project as they lie on the disk, or in a revision of git. */
export interface ProjectFiles extends Texts {
  /** As the user named it: a file, a directory, or `-`. */
  readonly name: string
  /** Sound files are relative to this directory. */
  readonly base: string
  /** YAML files of the directory that are not read as the project's. */
  readonly asides: readonly SourceText[]
  /** Where all of them are. */
  readonly files: Files
}

/** Reads the projects that the arguments of a command name, each once. */
export async function readProjects(names: readonly string[]): Promise<ProjectFiles[]> {
  const projects = new Map<string, ProjectFiles>()
  for (const name of names.length > 0 ? names : ['.']) {
    const project = await readProject(name)
    const key = project.name === '-' ? '-' : path.resolve(project.name)
    if (!projects.has(key)) projects.set(key, project)
  }
  return [...projects.values()]
}

export async function readProject(name: string, files: Files = disk): Promise<ProjectFiles> {
  if (name === '-' && files === disk)
    return { name, base: '.', files, asides: [], ...decodeTexts([['<stdin>', await readStdin(textLimit)]]) }
  const kind = await files.kindOf(name)
  if (kind === undefined) throw new UsageError(`${files.shown(name)}: ${absence(name, files)}`)
  if (kind === 'folder') return readDirectory(name, files)
  const texts = await readTexts(files, [name])
  if (texts.sources.some(({ text }) => isOfScenarios(text))) throw new UsageError(noProject(name, files))
  return { name, base: path.dirname(name), files, asides: [], ...texts }
}

function isOfScenarios(text: string): boolean {
  return (
    /^scenarios[ \t]*:/m.test(text) && !topKeys.some(key => new RegExp(`^${key}[ \\t]*:`, 'm').test(text))
  )
}

function noProject(name: string, files: Files): string {
  const beside = path.dirname(path.dirname(path.join('.', name)))
  return `${files.shown(name)}: this is a file of scenarios, no project; \`sipin test --model ${beside}\` reads it with its project`
}

async function readDirectory(name: string, files: Files): Promise<ProjectFiles> {
  const paths = await yamlFilesBelow(name, files)
  const { sources, diagnostics } = await readTexts(files, paths)
  const sorted = sortSources(sources, topKeys)
  if (sorted.own.length === 0 && diagnostics.length === 0)
    throw new UsageError(nothingIn(files.shown(name), sorted))
  return {
    ...{ name, base: name, files, sources: sorted.own, asides: sorted.asides },
    diagnostics: [...diagnostics, ...sorted.diagnostics],
  }
}

function nothingIn(name: string, { diagnostics }: SortedSources): string {
  const others = diagnostics.slice(0, 3).map(({ message }) => message)
  return others.length === 0
    ? `${name}: there is no *.yaml file in this directory`
    : `${name}: there is no file of a project in this directory: ${others.join('; ')}${diagnostics.length > 3 ? ' …' : ''}`
}
