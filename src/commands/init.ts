import { readFileSync } from 'node:fs'
import path from 'node:path'
import { exitStatus } from '../errors.js'
import { packageFile } from '../package-file.js'
import { printable, printablePath } from '../printable.js'
import { repositoryUrl } from '../version.gen.js'
import { createFiles, isThere } from '../write/write-file.js'
import { printMessage } from './print.js'

interface InitFile {
  /** In templates/init/. */
  readonly source: string
  /** Where it goes. */
  readonly name: string
  /** Where in a file that is there already its lines belong; undefined: they belong to none. */
  readonly joins?: string
}

/** What a new project consists of. */
const files: readonly InitFile[] = [
  { source: 'sipin.yaml', name: 'sipin.yaml' },
  { source: 'scenarios/support.yaml', name: 'scenarios/support.yaml' },
  { source: 'pre-commit-config.yaml', name: '.pre-commit-config.yaml', joins: 'its `repos:`' },
  { source: 'github/workflows/sipin.yaml', name: '.github/workflows/sipin.yaml' },
  { source: 'gitignore', name: '.gitignore', joins: 'it' },
]

/** `sipin init [DIR]`: writes what is not there, and says what to add to what is. */
export async function init(directory: string, quiet: boolean): Promise<number> {
  const say = quiet ? () => undefined : printMessage
  const present = files.filter(({ name }) => isThere(path.join(directory, name)))
  const hasProject = present.some(({ name }) => name === 'sipin.yaml')
  // The sample's scenarios call the sample's line.
  const isOfSample = ({ name }: InitFile): boolean => hasProject && name.startsWith('scenarios/')
  const wanted = files.filter(file => !present.includes(file) && !isOfSample(file))
  createFiles(wanted.map(file => [path.join(directory, file.name), contentOf(file)]))
  for (const { name } of wanted) say(`${printablePath(path.join(directory, name))}\n`)
  for (const file of present) say(leftText(file, path.join(directory, file.name), textAt(directory, file)))
  const workflow = '.github/workflows/sipin.yaml'
  if (repositoryUrl === '' && wanted.some(({ name }) => name === workflow))
    say(
      `where CI gets sipin from is not known: fill in SIPIN_REPOSITORY, and SIPIN_REVISION with a commit or branch of it, in ${printablePath(path.join(directory, workflow))}\n`,
    )
  const own = printable(path.join(directory, 'sipin.yaml'))
  if (hasProject) say(`scenarios for it: ${printable(commandFor('test --model --suggest', directory))}\n`)
  else say(`write your lines into ${own}, then: ${printable(commandFor('validate', directory))}\n`)
  return exitStatus.fine
}

function contentOf({ source }: InitFile): string {
  return fillIn(readFileSync(packageFile(`templates/init/${source}`), 'utf8'), repositoryUrl)
}

/** The address of the repository is left empty if unknown, for the user to fill in. */
export function fillIn(template: string, repository: string): string {
  return template.replace('{{repository}}', JSON.stringify(repository))
}

/** Empty for what cannot be read: then its lines are shown. */
function textAt(directory: string, { name }: InitFile): string {
  try {
    return readFileSync(path.join(directory, name), 'utf8')
  } catch {
    return ''
  }
}

/** A file that was left, with the lines to add to it: those behind its head, without comments. */
function leftText(file: InitFile, shown: string, present: string): string {
  const left = `${printablePath(shown)} is there already and was left`
  if (file.joins === undefined) return `${left}\n`
  const lines = contentOf(file)
    .split('\n')
    .filter(line => !/^\s*(#|$)|^repos:/.test(line))
  const there = new Set(present.split('\n').map(line => line.trim()))
  if (lines.every(line => there.has(line.trim()))) return `${left}; it has the lines of sipin\n`
  return `${left}; add to ${file.joins}\n${lines.map(line => `${/^ /.test(line) ? '' : '  '}${line}\n`).join('')}`
}

function commandFor(command: string, directory: string): string {
  return `sipin ${command}${directory === '.' ? '' : ` ${directory}`}`
}
