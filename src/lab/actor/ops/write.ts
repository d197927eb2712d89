import { renameSync, writeFileSync } from 'node:fs'
import type { Op } from './op.js'

/** Writes a file of the actor's container, such as the clock that it shares with the nodes. */
export interface WriteFile {
  readonly op: 'write'
  readonly path: string
  readonly text: string
  /** Whether the new file takes the place of the old one in one step; a mounted file cannot be replaced. */
  readonly replace: boolean
}

export const write: Op<WriteFile> = ({ path, text, replace }, { emit }) => {
  // libfaketime ends the process that reads a half-written clock.
  const target = replace ? `${path}.new` : path
  writeFileSync(target, text)
  if (replace) renameSync(target, path)
  emit({ event: 'written', path })
}
