import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { TextDecoder } from 'node:util'
import { compareText, type Diagnostic } from '../diagnostic.js'
import { EnvironmentError, systemCode, UsageError } from '../errors.js'
import { problem } from '../problems.js'
import type { SourceText } from '../source/parse.js'

/** The files of one project as they lie on the disk. */
export interface ProjectFiles {
  /** As the user named it: a file, a directory, or `-`. */
  readonly name: string
  /** Sound files are relative to this directory. */
  readonly base: string
  readonly sources: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
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

export async function readProject(name: string): Promise<ProjectFiles> {
  if (name === '-') return fromBytes('-', '.', [{ file: '<stdin>', bytes: await readStdin() }])
  const kind = await statOf(name)
  if (kind.isDirectory()) return readDirectory(name)
  return fromBytes(name, path.dirname(name), [{ file: name, bytes: await read(name) }])
}

async function readDirectory(name: string): Promise<ProjectFiles> {
  const names = (await guard(readdir(name), name)).filter(file => !file.startsWith('.')).sort(compareText)
  const files = names.filter(file => file.endsWith('.yaml')).map(file => path.join(name, file))
  if (files.length === 0) throw new UsageError(`${name}: there is no *.yaml file in this directory`)
  const contents = []
  for (const file of files) contents.push({ file, bytes: await read(file) })
  const project = fromBytes(name, name, contents)
  const ignored = names
    .filter(file => file.endsWith('.yml'))
    .map(file =>
      problem(
        'ignored-file',
        `${file} is not read`,
        { file: path.join(name, file), span: { start: 0, end: 0 } },
        {
          help: `rename it to ${file.replace(/yml$/, 'yaml')}`,
        },
      ),
    )
  return { ...project, diagnostics: [...project.diagnostics, ...ignored] }
}

function fromBytes(
  name: string,
  base: string,
  files: readonly { file: string; bytes: Uint8Array }[],
): ProjectFiles {
  const sources: SourceText[] = []
  const diagnostics: Diagnostic[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (const { file, bytes } of files) {
    try {
      sources.push({ file, text: decoder.decode(bytes) })
    } catch {
      const place = { file, span: { start: 0, end: 0 } }
      diagnostics.push(problem('not-utf8', 'the file is not UTF-8 text', place, { help: 'save it as UTF-8' }))
    }
  }
  return { name, base, sources, diagnostics }
}

async function read(file: string): Promise<Uint8Array> {
  return guard(readFile(file), file)
}

async function statOf(name: string) {
  return guard(stat(name), name)
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A path that does not exist is wrong use; one that cannot be read is the environment's fault. */
async function guard<T>(operation: Promise<T>, name: string): Promise<T> {
  try {
    return await operation
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`${name}: no such file or directory`)
    if (code !== undefined) throw new EnvironmentError(`${name}: cannot be read (${code})`)
    throw error
  }
}
