import type { Engine } from '../../engine/engine.js'
import { type Container, until } from '../../lab/container.js'
import { endProgram } from '../end-program.js'
import { openShell } from '../mutation/shell.js'

/** A container that stays, in which an engine is started and ended again and again, each time with other files. */
export interface Standing {
  /** Ends what runs, and starts anew. */
  readonly start: (run: Run) => Promise<Started>
  readonly end: () => Promise<void>
}

export interface Run {
  /** Shell, as root, that puts the files of the engine in their place. */
  readonly prepare: string
  readonly command: readonly string[]
  /** Succeeds once the engine is up. */
  readonly question: readonly string[]
}

export interface Started {
  /** Whether it came up; it is gone otherwise. */
  readonly up: boolean
  readonly container: Container
  /** All that it has said until now, line by line. */
  readonly readLog: () => Promise<string[]>
}

export interface StandingSpec {
  readonly engine: Engine
  readonly container: Container
  /** The name of the engine's processes, and the user that they run as. */
  readonly program: 'kamailio' | 'asterisk'
}

/** What such a container runs beside the engine. */
export const keeper = ['sleep', 'infinity'] as const

const log = '/tmp/engine.log'

export async function openStanding({ engine, container, program }: StandingSpec): Promise<Standing> {
  await until(`the container of ${program}`, 20, () => container.check(['true']))
  const shell = openShell(engine, container, '0')
  const end = endOf(program)
  return {
    end: async () => void (await shell(end)),
    start: async ({ prepare, command, question }) => {
      const begin = `setpriv --reuid ${program} --regid ${program} --init-groups ${words(command)} >${log} 2>&1 &`
      const wait = `
for try in $(seq 600); do
  [ -S ${sockets[program]} ] && ${words(question)} >/dev/null 2>&1 && echo up && break
  kill -0 $! 2>/dev/null || { echo gone; break; }
  sleep 0.03
done`
      const said = await shell(`${end}\n${prepare}\n${begin}${wait}`)
      const up = said.endsWith('up')
      return {
        up,
        readLog: async () => (await shell(`cat ${log}`)).split('\n'),
        container: {
          name: container.name,
          running: { ...container.running, ended: up ? new Promise(() => {}) : Promise.resolve() },
          // Asterisk drops what a console does not take at once.
          exec: asked => shell(`${words(asked)} >/tmp/answer 2>/dev/null; cat /tmp/answer`),
          check: async asked => (await shell(`${words(asked)} >/dev/null 2>&1 && echo yes`)) === 'yes',
        },
      }
    },
  }
}

const sockets = { kamailio: '/run/kamailio/kamailio_ctl', asterisk: '/run/asterisk/asterisk.ctl' } as const

function endOf(program: StandingSpec['program']): string {
  return `${endProgram(program, 500)}\nrm -f ${sockets[program]} /run/${program}/*`
}

function words(command: readonly string[]): string {
  return command.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
}
