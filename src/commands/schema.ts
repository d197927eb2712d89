import { readFile } from 'node:fs/promises'
import { exitStatus } from '../errors.js'
import { packageFile } from '../package-file.js'
import { printResult } from './print.js'

const files = {
  project: 'schemas/sipin.schema.json',
  scenarios: 'schemas/scenarios.schema.json',
} as const

/** `sipin schema [project|scenarios]` */
export async function printSchema(of: keyof typeof files): Promise<number> {
  printResult(await readFile(packageFile(files[of]), 'utf8'))
  return exitStatus.fine
}
