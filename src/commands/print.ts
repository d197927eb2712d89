import { fstatSync, writeSync } from 'node:fs'
import { EnvironmentError, exitStatus, systemCode } from '../errors.js'
import { printableLines } from '../printable.js'
import { describeCause } from '../system-errors.js'

/** Characters that some lines may have and others not. */
interface Allowed {
  readonly colours?: boolean
  /** Commands for GitHub Actions, which are the result. */
  readonly commands?: boolean
}

/** Results go to standard output. */
export function printResult(text: string, allowed?: Allowed): void {
  print(process.stdout, 1, printableLines(text, allowed))
}

/** What is said about them goes to standard error. */
export function printMessage(text: string, allowed?: Allowed): void {
  print(process.stderr, 2, printableLines(text, allowed))
}

/**
 * To be called first. What cannot be written is said once, in one sentence, and the status is 3, for a full disk as for a
 * reader that has gone: a pipeline must not take half a result for a whole one.
 */
export function watchOutputs(): void {
  const told = new Set<NodeJS.WriteStream>()
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', error => {
      if (told.has(stream)) return
      told.add(stream)
      process.once('exit', () => {
        process.exitCode = exitStatus.environment
      })
      if (stream === process.stdout) process.stderr.write(`sipin: ${lost(stream, error)}\n`)
    })
  }
}

/** Node writes to a file synchronously and ignores short writes: on a full disk half of a result would be lost silently. */
function print(stream: NodeJS.WriteStream, fd: number, text: string): void {
  if (stream.isTTY || !isFile(fd)) {
    stream.write(text)
    return
  }
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    throw new EnvironmentError(lost(stream, error))
  }
}

/** A file, or a device that is no terminal. */
function isFile(fd: number): boolean {
  const stats = fstatSync(fd)
  return stats.isFile() || stats.isCharacterDevice()
}

function lost(stream: NodeJS.WriteStream, error: unknown): string {
  const name = stream === process.stdout ? 'standard output' : 'standard error'
  return `${name} cannot be written: ${describeCause(error) ?? 'it is closed'}`
}
