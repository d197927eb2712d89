import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Engine, Running } from '../engine/engine.js'
import { EnvironmentError } from '../errors.js'
import { startReaper } from './reaper.js'

/** The containers of one lab: all in one network namespace without a link, all gone when the lab ends. */
export interface Containers {
  readonly id: string
  readonly add: (spec: ContainerSpec) => Promise<Container>
  /** Removes every container of the lab, and their volumes; safe to call twice. */
  readonly removeAll: () => Promise<void>
}

export interface ContainerSpec {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  /** What the container's stdin is for: commands of the host, or nothing, in which case its end ends it. */
  readonly stdin: 'commands' | 'watched'
  /** The first container of a lab has the namespace; the others join it. */
  readonly network: 'none' | { readonly of: Container }
  readonly options?: readonly string[]
  /** Folders of this machine, copied into the container before it starts. */
  readonly copies?: readonly { readonly from: string; readonly to: string }[]
  readonly onLine?: (line: string) => void
}

export interface Container {
  readonly name: string
  readonly running: Running
  readonly exec: (command: readonly string[]) => Promise<string>
  /** Whether a command in the container succeeds. */
  readonly check: (command: readonly string[]) => Promise<boolean>
}

export function createContainers(engine: Engine): Containers {
  const id = `sipin-${randomBytes(4).toString('hex')}`
  const label = `sipin.lab=${id}`
  /** The youngest first: an engine does not remove the container whose network others use. */
  const names: string[] = []
  const reaper = startReaper(engine, label)
  // When a signal ends us, nothing is left by the time we are gone; the reaper is for ends without a warning.
  const removeNow = (): void => {
    if (names.length > 0) spawnSync(engine.command, [...engine.removal, ...names], { stdio: 'ignore' })
  }
  process.on('exit', removeNow)
  return {
    id,
    add: async spec => {
      const name = `${id}-${spec.name}`
      const network = spec.network === 'none' ? 'none' : `container:${spec.network.of.name}`
      names.unshift(name)
      await engine.run([
        'create',
        '--interactive',
        '--rm',
        '--name',
        name,
        '--label',
        label,
        '--label',
        `sipin.process=${process.pid}`,
        '--network',
        network,
        ...engine.options,
        ...(spec.options ?? []),
        spec.image,
        ...(spec.stdin === 'watched' ? watched(spec.command) : spec.command),
      ])
      for (const { from, to } of [...engine.copies, ...(spec.copies ?? [])])
        await engine.run(['cp', `${from}/.`, `${name}:${to}`])
      const running = engine.start(['start', '--attach', '--interactive', name], spec.onLine ?? (() => {}))
      return {
        name,
        running,
        exec: command => engine.run(['exec', name, ...command]),
        check: command => engine.succeeds(['exec', name, ...command]),
      }
    },
    removeAll: async () => {
      if (names.length > 0) await engine.succeeds([...engine.removal, ...names])
      // A container that ended by itself is removed by the engine, in its own time.
      await until('the end of the lab', 30, async () => {
        return (await engine.run(['ps', '-aq', '--filter', `label=${label}`])).trim() === ''
      })
      process.removeListener('exit', removeNow)
      reaper.stop()
    },
  }
}

/**
 * The host's process holds the stdin of every container: when it dies, however it dies, stdin ends, and so
 * does the container. The command is no first process: as one it would be deaf to signals, and have a child
 * that it knows nothing of.
 */
function watched(command: readonly string[]): string[] {
  return [
    'sh',
    '-c',
    'exec 3<&0; (cat <&3 >/dev/null; kill -KILL -1) & "$@" 3<&- </dev/null',
    'sh',
    ...command,
  ]
}

/** Waits for what must come about. */
export async function until(what: string, seconds: number, condition: () => Promise<boolean>): Promise<void> {
  if (!(await becomes(seconds, condition)))
    throw new EnvironmentError(`${what} is not ready after ${seconds} s`)
}

/** Asks again and again whether a condition holds, at the most for so many seconds. */
export async function becomes(seconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  for (let pause = 20; performance.now() < deadline; pause = Math.min(pause * 1.5, 250)) {
    if (await condition()) return true
    await new Promise(resolve => setTimeout(resolve, pause))
  }
  return condition()
}
