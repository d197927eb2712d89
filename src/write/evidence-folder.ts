import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { systemCode, UsageError } from '../errors.js'
import { asReadFault, asWriteFault, faultOnWay } from '../read/system-fault.js'
import { makeFolders } from './make-folders.js'

/** A file that says whose folder this is, so that a later run may write over what an earlier one left. */
const mark = '.sipin-lab'

/** Refuses a folder with files of others, of which some might have the names that evidence has. */
export function checkEvidenceFolder(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    const code = systemCode(error)
    const wrong =
      code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENOENT'
        ? faultOnWay(path.join(folder, 'x'), 'made')
        : undefined
    if (wrong !== undefined) throw new UsageError(`--evidence ${folder}: ${wrong}`)
    if (code === 'ENOENT') return
    throw asReadFault(error, folder)
  }
  if (names.length > 0 && !names.includes(mark))
    throw new UsageError(
      `${folder} holds files that are not of sipin: give another folder with --evidence, or empty it`,
    )
}

export function makeEvidenceFolder(folder: string): void {
  try {
    makeFolders(folder)
    writeFileSync(path.join(folder, mark), 'What sipin test saw of failures; it writes over these files.\n')
  } catch (error) {
    throw asWriteFault(error, folder)
  }
}
