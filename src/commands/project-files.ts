import path from 'node:path'
import type { Diagnostic } from '../diagnostic.js'
import { UsageError } from '../errors.js'
import { problem } from '../problems.js'
import { disk, type Files, textLimit } from '../read/files.js'
import { readStdin } from '../read/stdin.js'
import { decodeTexts, readTexts, type Texts } from '../read/text.js'

/** The files of one project as they lie on the disk, or in a revision of git. */
export interface ProjectFiles extends Texts {
  /** As the user named it: a file, a directory, or `-`. */
  readonly name: string
  /** Sound files are relative to this directory. */
  readonly base: string
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
    return { name, base: '.', files, ...decodeTexts([['<stdin>', await readStdin(textLimit)]]) }
  const kind = await files.kindOf(name)
  if (kind === undefined) throw new UsageError(`${files.shown(name)}: no such file or directory`)
  if (kind === 'folder') return readDirectory(name, files)
  return { name, base: path.dirname(name), files, ...(await readTexts(files, [name])) }
}

async function readDirectory(name: string, files: Files): Promise<ProjectFiles> {
  const names = (await files.list(name)).filter(file => !file.startsWith('.'))
  const paths = names.filter(file => file.endsWith('.yaml')).map(file => path.join(name, file))
  if (paths.length === 0)
    throw new UsageError(`${files.shown(name)}: there is no *.yaml file in this directory`)
  const { sources, diagnostics } = await readTexts(files, paths)
  const ignored = names
    .filter(file => file.endsWith('.yml'))
    .map((file): Diagnostic => {
      const place = { file: files.shown(path.join(name, file)), span: { start: 0, end: 0 } }
      return problem('ignored-file', `${file} is not read`, place, {
        help: `rename it to ${file.replace(/yml$/, 'yaml')}`,
      })
    })
  return { name, base: name, files, sources, diagnostics: [...diagnostics, ...ignored] }
}
