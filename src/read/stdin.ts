import { type Limit, tooLarge } from './files.js'
import { asReadFault } from './system-fault.js'
import type { Unreadable } from './unreadable.js'

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
    throw asReadFault(error, 'standard input')
  }
  return Buffer.concat(chunks)
}
