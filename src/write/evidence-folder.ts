import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError, systemCode, UsageError } from '../errors.js'
import { makeFolders } from './make-folders.js'
import { asEnvironmentError } from './reasons.js'

/** A file that says whose folder this is, so that a later run may write over what an earlier one left. */
const mark = '.sipin-lab'

/** Refuses a folder with files of others, of which some might have the names that evidence has. */
export function checkEvidenceFolder(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return
    if (code === 'ENOTDIR') throw new UsageError(`${folder} is no directory`)
    if (code === undefined) throw error
    throw new EnvironmentError(`${folder}: cannot be read (${code})`)
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
    throw asEnvironmentError(error, folder)
  }
}
