import { readFile } from 'node:fs/promises'
import { exitStatus } from '../errors.js'
import { packageFile } from '../package-file.js'

/** `sipin schema` */
export async function printSchema(): Promise<number> {
  process.stdout.write(await readFile(packageFile('schemas/sipin.schema.json'), 'utf8'))
  return exitStatus.fine
}
