import path from 'node:path'
import { UsageError } from '../errors.js'
import { type Files, isUnreadable, textLimit } from '../read/files.js'
import { manifestName } from '../render/manifest.js'

/** More than any project has: somebody named a whole disk by mistake. */
const mostFolders = 10_000

/**
 * The YAML files below a folder, at any depth, sorted. Hidden files and folders, node_modules, folders of
 * scenarios and trees that sipin made are not looked at.
 */
export async function yamlFilesBelow(top: string, files: Files): Promise<string[]> {
  const found: string[] = []
  const seen = new Set<string>()
  const visit = async (folder: string): Promise<void> => {
    const real = files.realPath?.(folder) ?? folder
    if (seen.has(real)) return
    seen.add(real)
    if (seen.size > mostFolders)
      throw new UsageError(
        `${files.shown(top)}: there are more than ${mostFolders} folders in it; name the folder of the project`,
      )
    const names = await files.list(folder)
    if (names.includes(manifestName) && (await isTree(folder, files))) return
    for (const name of names) {
      if (name.startsWith('.')) continue
      const place = path.join(folder, name)
      // A folder of that name is what somebody thinks a file.
      if (/\.ya?ml$/.test(name)) found.push(place)
      else if (!isLeftOut(name) && (await files.kindOf(place)) === 'folder') await visit(place)
    }
  }
  await visit(top)
  return found
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || name === 'scenarios'
}

/** Whether a folder is what `sipin generate` wrote. */
async function isTree(folder: string, files: Files): Promise<boolean> {
  const content = await files.read(path.join(folder, manifestName), textLimit)
  if (content === undefined || isUnreadable(content)) return false
  try {
    const manifest: unknown = JSON.parse(Buffer.from(content).toString('utf8'))
    return typeof manifest === 'object' && manifest !== null && 'sipin' in manifest && 'files' in manifest
  } catch {
    return false
  }
}
