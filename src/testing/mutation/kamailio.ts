import type { Engine } from '../../engine/engine.js'
import { edgeStart } from '../../lab/boot-edge.js'
import { type Container, until } from '../../lab/container.js'
import type { Project } from '../../model/project.js'
import { endProgram } from '../end-program.js'
import { openShell } from './shell.js'

/** A Kamailio that is ended and started anew in a container that stays, each time with other files. */
export interface Kamailio {
  /** Starts with these files of the tree in the place of those that are there; what it says when it does not start. */
  readonly start: (files: readonly ChangedFile[]) => Promise<string | undefined>
  readonly end: () => Promise<void>
  readonly rpc: (...command: string[]) => Promise<string>
  readonly write: (file: ChangedFile) => Promise<void>
}

export interface ChangedFile {
  /** Relative to the tree: `kamailio/kamailio.cfg`. */
  readonly file: string
  readonly text: string
}

const log = '/tmp/kamailio.log'

/** What such a container runs: it shows what Kamailio says. */
export const keeper = ['sh', '-c', `touch ${log}; exec tail -q -F ${log}`] as const

/** `environment`: a command before that of Kamailio, as `env` is. */
export async function openKamailio(
  engine: Engine,
  container: Container,
  project: Project,
  environment: readonly string[] = [],
): Promise<Kamailio> {
  const start = startOf([...environment, ...edgeStart(project)])
  const own = ['exec', '--user', '0', container.name, 'chown', '-R', 'kamailio', '/etc/kamailio']
  await until("the edge's container", 20, () => engine.succeeds(own))
  const shell = openShell(engine, container, 'kamailio')
  const write = async ({ file, text }: ChangedFile): Promise<void> =>
    void (await shell(`cat >/etc/${file} <<'${mark}'\n${text}${mark}`))
  return {
    write,
    rpc: (...command) => shell(`kamcmd ${command.map(word => `'${word}'`).join(' ')}`),
    end: async () => void (await shell(end)),
    start: async files => {
      await shell(end)
      for (const file of files) await write(file)
      const said = (await shell(start)) && (await shell(`${end}\nsleep 1${start}`))
      return said === '' ? undefined : said.replaceAll('\n', ' ')
    },
  }
}

const mark = 'sipin-end-of-file'

const end = `${endProgram('kamailio', 200)}\nrm -f /run/kamailio/*`

const startOf = (command: readonly string[]): string => `
${command.join(' ')} >${log} 2>&1 &
for try in $(seq 250); do
  [ -S /run/kamailio/kamailio_ctl ] && kamcmd core.uptime >/dev/null 2>&1 && break
  kill -0 $! 2>/dev/null || { grep -E 'ERROR|CRITICAL' ${log} | head -1; echo 'it is gone'; break; }
  [ $try = 250 ] && echo 'it does not answer'
  sleep 0.02
done`
