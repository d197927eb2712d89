import { EnvironmentError, systemCode } from '../errors.js'
import { type Limit, tooLarge, type Unreadable } from './files.js'

/** All of standard input up to a limit; what comes after it is not waited for. */
export async function readStdin(most: Limit): Promise<Uint8Array | Unreadable> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of process.stdin) {
      length += (chunk as Buffer).length
      if (length > most.bytes) return tooLarge(most)
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new EnvironmentError(`standard input cannot be read (${systemCode(error)})`)
  }
  return Buffer.concat(chunks)
}
