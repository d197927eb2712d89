import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends a process with us, however we end: a shell waits for the end of its input, which comes when we are gone, also
 * by SIGKILL. A git that waits for a pipe in the repository does not look at its own input.
 */
export function endWithUs(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') return
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -9 "$1"', 'sh', String(child.pid)], {
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell there is nobody to do it.
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  // The number of a process that has ended may be given to another one.
  child.on('exit', () => watcher.kill('SIGKILL'))
  watcher.unref()
  const { stdin } = watcher
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
}
