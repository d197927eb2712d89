import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { EnvironmentError } from '../errors.js'
import { packageFile } from '../package-file.js'
import { ownLimits } from './limits.js'

/** A container engine: the command line that Docker and Podman share. */
export interface Engine {
  readonly command: 'docker' | 'podman'
  /** Options for every container that is made. */
  readonly options: readonly string[]
  /** Folders of this machine, copied into every container before it starts. */
  readonly copies: readonly { readonly from: string; readonly to: string }[]
  /** The command that removes containers at once, whatever they are doing, and their volumes. */
  readonly removal: readonly string[]
  /** Runs one command of the engine and gives its stdout; a failure is an error with the engine's words. */
  readonly run: (args: readonly string[], input?: string) => Promise<string>
  /** Whether a command succeeds; what it says does not matter. */
  readonly succeeds: (args: readonly string[]) => Promise<boolean>
  /** Starts a command and leaves it running. */
  readonly start: (args: readonly string[], onLine: (line: string) => void) => Running
}

/** A command that runs until its work is done or its stdin ends. */
export interface Running {
  readonly write: (text: string) => void
  readonly endInput: () => void
  readonly ended: Promise<void>
}

/** The engine named by SIPIN_ENGINE, else Docker, else Podman, whichever answers. */
export async function findEngine(wanted: string | undefined): Promise<Engine> {
  const names = wanted ? [wanted] : ['docker', 'podman']
  const answers: string[] = []
  for (const name of names) {
    if (name !== 'docker' && name !== 'podman')
      throw new EnvironmentError(`SIPIN_ENGINE is \`${name}\`; it may be docker or podman`)
    const engine = createEngine(name)
    const { failed, stderr, shortMessage } = await execa(name, ['info'], { reject: false, timeout: 20_000 })
    if (!failed) return engine
    answers.push(`  ${name}: ${(stderr || shortMessage || '').split('\n').at(-1)}`)
  }
  throw new EnvironmentError(
    [
      'no container engine answers, so no call can be placed:',
      ...answers,
      'Install and start Docker or Podman. On Debian as root, docker/engine.sh in the package of sipin does both.',
    ].join('\n'),
  )
}

function createEngine(command: Engine['command']): Engine {
  return {
    command,
    options: command === 'podman' ? ownLimits() : [],
    // With Docker the containers of a namespace share one resolv.conf; with Podman each has its image's.
    copies: command === 'podman' ? [{ from: packageFile('docker/podman'), to: '/' }] : [],
    // Podman asks politely first, for ten seconds, removes nothing when one is gone already, and works on several at
    // once, so that a container whose network others still use would stay.
    removal: ['rm', '-f', '-v', ...(command === 'podman' ? ['-t', '0', '--ignore', '--depend'] : [])],
    run: async (args, input) => {
      const { failed, stdout, stderr } = await execa(command, args, {
        reject: false,
        ...(input === undefined ? {} : { input }),
      })
      if (failed)
        throw new EnvironmentError(`${command} ${args.slice(0, 2).join(' ')} failed:\n${stderr || stdout}`)
      return stdout
    },
    succeeds: async args => !(await execa(command, args, { reject: false })).failed,
    start: (args, onLine) => startProcess(command, args, onLine),
  }
}

function startProcess(command: string, args: readonly string[], onLine: (line: string) => void): Running {
  const child = execa(command, args, { stdin: 'pipe', all: true, buffer: false, reject: false })
  createInterface({ input: child.all }).on('line', onLine)
  // A container that is gone takes no more input; its end is told by `ended`.
  child.stdin.on('error', () => {})
  return {
    write: text => child.stdin.write(text),
    endInput: () => child.stdin.end(),
    ended: child.then(() => {}),
  }
}
