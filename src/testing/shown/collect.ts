import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { hasErrors } from '../../diagnostic.js'
import type { Project } from '../../model/project.js'
import { packageFile } from '../../package-file.js'
import { checkProject } from '../../pipeline.js'
import { renderTree } from '../../render/render.js'
import type { OutputFile } from '../../render/target.js'
import type { SourceText } from '../../source/parse.js'
import { parseScenarioFile } from '../scenario-file.js'
import { soundsOf } from '../sounds-of.js'

/** A project that somebody may read, with its tree. */
export interface Shown {
  /** Where it stands. */
  readonly name: string
  readonly sources: readonly SourceText[]
  readonly project: Project
  readonly files: readonly OutputFile[]
}

interface Found {
  readonly name: string
  readonly sources: readonly SourceText[]
  /** Whether it is shown for its errors; absent: it is shown only when it has none. */
  readonly wrong?: boolean
  /** A tree that is kept; absent: it is rendered. */
  readonly kept?: string
}

/**
 * Every project of the repository that has no errors: README and docs, what `sipin init` writes, the schema's own
 * example, and all fixtures. Those that are one tree to the engines are there once.
 */
export function collectShown(): Shown[] {
  const trees = new Map<string, Shown>()
  for (const { name, sources, wrong, kept } of allFound()) {
    const { project, diagnostics } = checkProject(sources)
    const bad = !project || hasErrors(diagnostics)
    if (bad !== (wrong ?? bad))
      throw new Error(`${name} has ${bad ? `errors: ${diagnostics[0]?.message}` : 'no errors'}`)
    if (bad || !project) continue
    const files = kept === undefined ? renderTree(project, soundsOf(project)) : readTree(kept)
    const key = files
      .filter(({ path: file }) => /^(kamailio|asterisk)\//.test(file))
      .map(({ path: file, content }) => `${file}\n${Buffer.from(content).toString('latin1')}`)
      .join('\n')
    if (!trees.has(key)) trees.set(key, { name, sources, project, files })
  }
  return [...trees.values()]
}

function allFound(): Found[] {
  return [
    ...[
      'README.md',
      ...readdirSync(packageFile('docs'))
        .filter(file => file.endsWith('.md'))
        .map(file => `docs/${file}`),
    ].flatMap(ofPage),
    ...ofInit(),
    ...ofSchema(),
    ...ofRules(),
    ...ofFolders('fixtures/deployments').map(found => ({
      ...found,
      kept: path.join(path.dirname(found.name), 'out'),
    })),
    ...ofFolders('fixtures'),
    ...ofFolders('fixtures/conformance'),
    ...ofCommandLines(),
  ]
}

function text(file: string): SourceText {
  return { file, text: readFileSync(packageFile(file), 'utf8') }
}

/**
 * Blocks of YAML under `<!-- file: NAME -->` are files of a folder, of which each state is a project; those under wrong/
 * are shown for their errors. So is every other block that is a whole project.
 */
function ofPage(page: string): Found[] {
  const files = new Map<string, string>()
  const blocks = /(?:<!-- file: (\S+) -->\n)?```yaml\n([\s\S]*?)^```$/gm
  return [...text(page).text.matchAll(blocks)].flatMap(([, named, body = ''], index): Found[] => {
    const isProject = /^version:/m.test(body) && /^lines:/m.test(body)
    const name = `${page}: ${named ?? `block ${index + 1}`}`
    if (named === undefined)
      return isProject ? [{ name, sources: [{ file: name, text: body }], wrong: false }] : []
    files.set(named, body)
    const folder = path.posix.dirname(named)
    if (/(^|\/)scenarios$/.test(folder)) return []
    if (/^\.?wrong$/.test(folder)) return [{ name, sources: [{ file: named, text: body }], wrong: true }]
    const sources = [...files]
      .filter(([file]) => path.posix.dirname(file) === folder)
      .map(([file, content]) => ({ file, text: content }))
    return [{ name, sources, wrong: false }]
  })
}

/** As it is written, and with every key that waits behind a #. */
function ofInit(): Found[] {
  const file = 'templates/init/sipin.yaml'
  const written = text(file)
  const all = { file, text: written.text.replace(/^#(?=[^ ]| {2})/gm, '') }
  return [
    { name: 'sipin init', sources: [written], wrong: false },
    { name: 'sipin init, with every key', sources: [all], wrong: false },
  ]
}

function ofSchema(): Found[] {
  const { examples } = JSON.parse(text('schemas/sipin.schema.json').text) as { examples: unknown[] }
  return examples.map((example, index) => ({
    name: `sipin schema: example ${index + 1}`,
    sources: [{ file: 'schema', text: JSON.stringify(example) }],
    wrong: false,
  }))
}

function ofRules(): Found[] {
  const root = 'fixtures/rules'
  return readdirSync(packageFile(root)).flatMap(code =>
    readdirSync(packageFile(`${root}/${code}`))
      .filter(name => name.startsWith('ok'))
      .map(name => {
        const file = `${root}/${code}/${name}`
        return { name: file, sources: name.endsWith('.yaml') ? [text(file)] : ofFolder(file) }
      }),
  )
}

function ofFolder(folder: string): SourceText[] {
  return readdirSync(packageFile(folder))
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => text(`${folder}/${name}`))
}

/** Folders that have a sipin.yaml. */
function ofFolders(root: string): Found[] {
  if (!existsSync(packageFile(root))) return []
  return readdirSync(packageFile(root))
    .filter(name => existsSync(packageFile(`${root}/${name}/sipin.yaml`)))
    .map(name => {
      const file = `${root}/${name}/sipin.yaml`
      return { name: file, sources: [text(file)], wrong: false }
    })
}

/** Every state in which the command lines' examples have their project. */
function ofCommandLines(): Found[] {
  const root = 'fixtures/cli'
  return readdirSync(packageFile(root)).flatMap(name =>
    parseScenarioFile(text(`${root}/${name}`).text)
      .files.filter(([file, body]) => file.endsWith('.yaml') && /^version:/m.test(body))
      .map(([file, body]) => ({ name: `${root}/${name}: ${file}`, sources: [{ file, text: body }] })),
  )
}

/** Every file of a tree that is kept, as its bytes are. */
function readTree(folder: string): OutputFile[] {
  const root = packageFile(folder)
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const file = path.join(entry.parentPath, entry.name)
      return { path: path.relative(root, file).split(path.sep).join('/'), content: readFileSync(file) }
    })
}
