/** The command was called wrongly: exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The machine lacks something: an engine, a permission, room on the disk. Exit status 3. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError'
}

/** Exit statuses of every command. */
export const exitStatus = { fine: 0, findings: 1, usage: 2, environment: 3, bug: 70 } as const

/** The system's error code of a failed call (`ENOENT`), if it has one; those of Node.js itself (`ERR_…`) are bugs. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined
}

/** What is said of an error that nobody foresaw. `where`: URL of the place where bugs are reported, or empty. */
export function describeBug(error: unknown, version: string, where: string): string {
  const stack = error instanceof Error ? error.stack : String(error)
  const request = where === '' ? '' : `; report it with what follows at ${where}`
  return `this is a bug in sipin ${version}${request}\n${stack}`
}
