import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { repository } from './golden.js'

/** The program as it is shipped; `npm run build` makes what it runs. */
export const sipinFile = path.join(repository, 'bin/sipin.js')

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the built program by itself. */
export function sipin(args: readonly string[], options: RunOptions): Run {
  return run(process.execPath, [sipinFile, ...args], options)
}

/** Runs a line of shell in which `sipin` is the built program. */
export function shell(command: string, options: RunOptions): Run {
  return run('/bin/sh', ['-c', command], options)
}

function run(program: string, args: readonly string[], { cwd, input = '', env = {} }: RunOptions): Run {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    input,
    env: { ...neutralEnvironment(), ...env },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (error) throw error
  return { status, stdout, stderr }
}

/** What the tests' own environment says of colours and coverage is none of the program's business. */
export function neutralEnvironment(): Record<string, string> {
  return { PATH: `${binFolder()}:${process.env['PATH']}`, HOME: tmpdir(), LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

let bin: string | undefined

/** A folder with `sipin` in it, as an installed package has one. */
function binFolder(): string {
  if (bin === undefined) {
    bin = mkdtempSync(path.join(tmpdir(), 'sipin-bin-'))
    symlinkSync(sipinFile, path.join(bin, 'sipin'))
    const folder = bin
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  return bin
}

/** Calls `use` with an empty folder that is removed afterwards. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-test-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  let result: T
  try {
    result = use(folder)
  } catch (error) {
    remove()
    throw error
  }
  if (result instanceof Promise) return result.finally(remove) as T
  remove()
  return result
}

export function writeFiles(folder: string, files: Iterable<readonly [name: string, text: string]>): void {
  for (const [name, text] of files) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
