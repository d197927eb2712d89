import { readFileSync } from 'node:fs'
import path from 'node:path'
import { exitStatus } from '../errors.js'
import { packageFile } from '../package-file.js'
import { printable, printablePath } from '../printable.js'
import { repositoryUrl, version } from '../version.gen.js'
import { createFiles } from '../write/write-file.js'
import { printMessage } from './print.js'

/** What a new project consists of: the file in templates/init/, and where it goes. */
const files = [
  ['sipin.yaml', 'sipin.yaml'],
  ['scenarios/support.yaml', 'scenarios/support.yaml'],
  ['pre-commit-config.yaml', '.pre-commit-config.yaml'],
  ['github/workflows/sipin.yaml', '.github/workflows/sipin.yaml'],
] as const

/** `sipin init [DIR]`: writes every file, or none when one of them is there already. */
export async function init(directory: string, quiet: boolean): Promise<number> {
  const origin = { repository: repositoryUrl, version }
  const contents = files.map(([source, name]) => {
    const template = readFileSync(packageFile(`templates/init/${source}`), 'utf8')
    return [path.join(directory, name), fillIn(template, origin)] as const
  })
  createFiles(contents)
  if (!quiet) for (const [file] of contents) printMessage(`${printablePath(file)}\n`)
  if (!quiet) {
    const workflow = path.join(directory, '.github/workflows/sipin.yaml')
    if (repositoryUrl === '')
      printMessage(
        `where CI gets sipin from is not known: fill in SIPIN_REPOSITORY in ${printable(workflow)}\n`,
      )
    printMessage(
      `write your lines into ${printable(path.join(directory, 'sipin.yaml'))}, then: ${printable(next(directory))}\n`,
    )
  }
  return exitStatus.fine
}

interface Origin {
  readonly repository: string
  readonly version: string
}

/** A release is a tag, `v` and the version. An address that is not known stays empty, for the reader to fill in. */
export function fillIn(template: string, { repository, version }: Origin): string {
  return template
    .replace('{{repository}}', JSON.stringify(repository))
    .replace('{{version}}', JSON.stringify(`v${version}`))
}

function next(directory: string): string {
  return directory === '.' ? 'sipin validate' : `sipin validate ${directory}`
}
