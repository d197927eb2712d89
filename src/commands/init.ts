import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EnvironmentError, exitStatus, systemCode, UsageError } from '../errors.js'
import { packageFile } from '../package-file.js'
import { repositoryUrl, version } from '../version.gen.js'

/** What a new project consists of: the file in templates/init/, and where it goes. */
const files = [
  ['sipin.yaml', 'sipin.yaml'],
  ['scenarios/support.yaml', 'scenarios/support.yaml'],
  ['pre-commit-config.yaml', '.pre-commit-config.yaml'],
  ['github/workflows/sipin.yaml', '.github/workflows/sipin.yaml'],
] as const

/** `sipin init [DIR]`: writes every file, or none when one of them is there already. */
export async function init(directory: string, quiet: boolean): Promise<number> {
  try {
    for (const [, name] of files) {
      const file = path.join(directory, name)
      if (await exists(file)) throw new UsageError(`${file} is there already; nothing was written`)
    }
    for (const [source, name] of files) {
      const file = path.join(directory, name)
      await mkdir(path.dirname(file), { recursive: true })
      const template = await readFile(packageFile(`templates/init/${source}`), 'utf8')
      await writeFile(file, fillIn(template, { repository: repositoryUrl, version }), { flag: 'wx' })
      if (!quiet) process.stderr.write(`${file}\n`)
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new EnvironmentError(`${directory}: cannot be written (${code})`)
  }
  if (!quiet) {
    const workflow = path.join(directory, '.github/workflows/sipin.yaml')
    if (repositoryUrl === '')
      process.stderr.write(`where CI gets sipin from is not known: fill in SIPIN_REPOSITORY in ${workflow}\n`)
    process.stderr.write(
      `write your lines into ${path.join(directory, 'sipin.yaml')}, then: ${next(directory)}\n`,
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

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return false
    throw error
  }
}
