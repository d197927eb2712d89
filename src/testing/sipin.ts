import { spawn } from 'node:child_process'
import path from 'node:path'
import { repository } from './golden.js'

/** A `sipin` of its own process, as users have it. */
export interface SipinRun {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  /** Resolves with what it said when it is over, whatever its exit status. */
  readonly ended: Promise<{
    readonly status: number | null
    readonly stdout: string
    readonly stderr: string
  }>
}

export function startSipin(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): SipinRun {
  const child = spawn(process.execPath, [path.join(repository, 'bin/sipin.js'), ...args], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Jest's own options would go on to the child.
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', bytes => {
    stdout += bytes
  })
  child.stderr.on('data', bytes => {
    stderr += bytes
  })
  return {
    pid: child.pid ?? 0,
    kill: signal => void child.kill(signal),
    ended: new Promise(resolve => child.on('close', status => resolve({ status, stdout, stderr }))),
  }
}
