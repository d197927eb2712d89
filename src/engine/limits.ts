import { readFileSync } from 'node:fs'

/** More than any container of a lab needs. */
const enough = 16_384

/**
 * Podman gives a container more files and processes than its parent may have, which fails where nobody may
 * raise a limit. These options ask for what is enough, or for as much as there is.
 */
export function ownLimits(): string[] {
  const limits = readLimits()
  return Object.entries({ nofile: 'Max open files', nproc: 'Max processes' }).flatMap(([name, title]) => {
    const hard = new RegExp(`^${title} +\\S+ +(\\d+)`, 'm').exec(limits)?.[1]
    const limit = Math.min(enough, Number(hard ?? enough))
    return ['--ulimit', `${name}=${limit}:${limit}`]
  })
}

/** Only Linux has this file; elsewhere Podman runs in a machine of its own. */
function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
