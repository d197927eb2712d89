import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EnvironmentError, exitStatus, systemCode, UsageError } from '../errors.js'
import { packageFile } from '../package-file.js'

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
      await writeFile(file, await readFile(packageFile(`templates/init/${source}`)), { flag: 'wx' })
      if (!quiet) process.stderr.write(`${file}\n`)
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw new EnvironmentError(`${directory}: cannot be written (${code})`)
  }
  if (!quiet)
    process.stderr.write(
      `write your lines into ${path.join(directory, 'sipin.yaml')}, then: ${next(directory)}\n`,
    )
  return exitStatus.fine
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
