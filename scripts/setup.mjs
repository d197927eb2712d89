// What a fresh clone lacks: packages, the build, a container engine. Each is made when it is not there yet.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
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

export function prepareEngine() {
  return succeeds(path.join(root, 'docker/engine.sh'), [])
}

export function succeeds(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0
}

function installed(stamp) {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}
