// What a fresh clone lacks: packages, the build, a container engine. Each is made when it is not there yet.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)

/** Packages as the lock file has them, and dist/ as the sources are now. */
export function prepareBuild() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = path.join(root, 'node_modules/.sipin-lock')
  if (installed(stamp) !== lock) {
    if (!succeeds('npm', ['ci', '--no-audit', '--no-fund'])) return false
    writeFileSync(stamp, lock)
  }
  return succeeds('npm', ['run', '--silent', 'build'])
}

/** `pidFile`: where the process id of a daemon that had to be started is written. */
export function prepareEngine(pidFile) {
  const env = pidFile ? { ...process.env, SIPIN_ENGINE_PID: pidFile } : process.env
  return succeeds(path.join(root, 'docker/engine.sh'), [], env)
}

/** Ends the daemon that prepareEngine started, if it did, by its id. */
export async function endEngine(pidFile) {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  console.log(`ending the dockerd that was started for this run (process ${pid})`)
  process.kill(pid, 'SIGTERM')
  for (let asked = 0; asked < 120 && lives(pid); asked++) await new Promise(wake => setTimeout(wake, 250))
  rmSync(pidFile)
}

function lives(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export function succeeds(command, args, env = process.env) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status === 0
}

function installed(stamp) {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}
