import { packageFile } from '../package-file.js'

/** Values for every setting that names a program which reading an object could lead to. */
export const inertSettings: readonly string[] = [
  ...['-c', 'protocol.allow=never', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'core.sshCommand=false', '-c', 'core.gitProxy=false', '-c', 'core.askPass=false'],
  ...['-c', 'core.pager=cat', '-c', 'credential.helper=', '-c', 'maintenance.auto=false', '-c', 'gc.auto=0'],
]

/**
 * All that git is told by its environment; what else the caller has (`GIT_TRACE`, `GIT_CONFIG_COUNT`, `GIT_EXEC_PATH`)
 * would write files, run programs or read other objects.
 */
export function gitEnvironment(caller: NodeJS.ProcessEnv): Record<string, string> {
  // A push that is being received: its objects are only there as yet, and the hook is to judge them.
  const inQuarantine = caller['GIT_QUARANTINE_PATH'] !== undefined
  const names = inQuarantine ? [...passed, ...quarantine] : passed
  return {
    ...Object.fromEntries(names.flatMap(name => (caller[name] === undefined ? [] : [[name, caller[name]]]))),
    ...closed,
    GIT_CONFIG_GLOBAL: packageFile('bin/gitconfig'),
  }
}

/** Git and its libraries; what git itself sets for hooks; how far a repository is looked for. HOME is for `~/`. */
const passed: readonly string[] = [
  ...['PATH', 'HOME', 'LD_LIBRARY_PATH'],
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR'],
  ...['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM'],
]

const quarantine: readonly string[] = [
  'GIT_QUARANTINE_PATH',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
]

/**
 * GIT_ALLOW_PROTOCOL outranks every `protocol.NAME.allow` of a configuration, also for gits that do not know
 * GIT_NO_LAZY_FETCH (2.45). An object is what its hash says, so refs/replace does not count.
 */
const closed = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}
