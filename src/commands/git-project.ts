import { existsSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, UsageError } from '../errors.js'
import { openRevision, type RevisionFiles } from '../read/git-files.js'
import { type GitObjects, openGitObjects } from '../read/git-objects.js'
import { type ProjectFiles, readProject } from './project-files.js'

/** Calls `use` with a project of the disk or, for `HEAD~1:sipin.yaml`, `main:lines` or `HEAD`, of a revision of git. */
export async function withVersion<T>(
  name: string,
  other: string,
  use: (project: ProjectFiles) => Promise<T>,
): Promise<T> {
  if (existsSync(name) || name === '-') return use(await readProject(name))
  const objects = openGitObjects()
  try {
    const { path: place, files } = await findRevision(objects, name, other)
    return await use(await readProject(place, files))
  } finally {
    objects.close()
  }
}

async function findRevision(objects: GitObjects, name: string, other: string): Promise<RevisionFiles> {
  const [revision = ''] = name.split(':')
  const wrong = `${name}: no such file, directory or git revision`
  try {
    const found = await openRevision(objects, name.includes(':') ? name : `${name}:${besides(other)}`)
    if (found) return found
    const exists = revision !== '' && (await objects.read(`${revision}^{tree}`, 0)) !== undefined
    throw new UsageError(exists ? `${name}: ${revision} has no such file or directory` : wrong)
  } catch (error) {
    if (error instanceof EnvironmentError)
      throw new EnvironmentError(`${wrong} that can be read: ${error.message}`)
    if (!(error instanceof UsageError) || error.message.startsWith(name)) throw error
    throw new UsageError(
      error.message.startsWith('not a git repository')
        ? `${wrong}: ${error.message}`
        : `${name}: cannot be read: ${error.message}; \`git fsck\` names what is damaged`,
    )
  }
}

/** Of a revision without a path, the path of the other side is meant when that is here, else this folder. */
function besides(other: string): string {
  const here = path.relative(process.cwd(), path.resolve(other)).split(path.sep).join('/')
  return existsSync(other) && !here.startsWith('..') ? `./${here}` : './'
}
