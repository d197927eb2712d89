import path from 'node:path'
import type { Diagnostic } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'
import { printablePath } from '../printable.js'
import { readTexts } from '../read/text.js'
import { topKeys } from '../schema/top-keys.js'
import { sortSources } from '../source/belongs.js'
import type { ProjectFiles } from './project-files.js'

/** Files that are looked at for the rest of a project; a folder of more is something else. */
const mostFiles = 200

/**
 * What to tell whoever named one file of a project that is a directory: with the files beside it, or in the folder above
 * it, some of its errors are none. undefined when they are errors there too.
 */
export async function hintOfWhole(
  { name, files, sources }: ProjectFiles,
  alone: readonly Diagnostic[],
): Promise<string | undefined> {
  const [own] = sources
  const errors = alone.filter(({ severity }) => severity === 'error').length
  if (name === '-' || own === undefined || sources.length !== 1 || errors === 0) return undefined
  if ((await files.kindOf(name)) === 'folder') return undefined
  for (const folder of [path.dirname(name), path.join(path.dirname(name), '..')]) {
    const beside = (await files.list(folder))
      .filter(entry => entry.endsWith('.yaml') && !entry.startsWith('.'))
      .map(entry => path.join(folder, entry))
      .filter(place => path.resolve(place) !== path.resolve(name))
    if (beside.length === 0 || beside.length > mostFiles) continue
    const { own: others } = sortSources((await readTexts(files, beside)).sources, topKeys)
    const { diagnostics } = checkProject([own, ...others])
    // Errors of all files count: the others may remove errors of this one, and have their own.
    const left = diagnostics.filter(({ severity }) => severity === 'error')
    if (others.length === 0 || left.length >= errors) continue
    const shown = printablePath(folder)
    return `${printablePath(own.file)} was read alone; with ${others.length === 1 ? 'the other file' : `the ${others.length} other files`} in ${shown} there are fewer errors: if that directory is the project, name it, as in \`sipin validate ${shown}\``
  }
  return undefined
}
