import { execa } from 'execa'
import type { Machine } from '../apply/machines.js'
import { EnvironmentError } from '../errors.js'

/** What a command on a machine did. */
export interface Ran {
  readonly status: number
  readonly stdout: Uint8Array
  readonly stderr: string
}

/** No command of ours takes so long, whatever the machine is busy with; in ms. */
const patience = 120_000

/**
 * Runs a command on a machine. Its words are read by a shell where the machine is reached by ssh, so they are such as no shell
 * reads otherwise; everything else goes by stdin.
 *
 * @throws {EnvironmentError} When the machine is not reached.
 */
export async function runOn(
  { name, reach }: Machine,
  words: readonly string[],
  input: string | Uint8Array = '',
): Promise<Ran> {
  const [command = 'sh', ...rest] = [...reach, ...words]
  const result = await execa(command, rest, {
    input: typeof input === 'string' ? Buffer.from(input) : input,
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
    timeout: patience,
    maxBuffer: 1 << 30,
  })
  const stderr = Buffer.from(result.stderr).toString('utf8').trim()
  // ssh says 255 and docker 125 when they have not run anything.
  const lost = result.exitCode === undefined || (reach.length > 0 && [125, 255].includes(result.exitCode))
  if (lost) {
    const why = stderr.split('\n').at(-1) || result.shortMessage?.split('\n')[0] || 'no answer'
    throw new EnvironmentError(`${name} is not reached by \`${[...reach].join(' ') || command}\`: ${why}`)
  }
  return { status: result.exitCode ?? 1, stdout: result.stdout, stderr }
}

/** Runs a script of sh on a machine and gives what it prints. @throws {EnvironmentError} When it fails. */
export async function script(machine: Machine, text: string): Promise<string> {
  const { status, stdout, stderr } = await runOn(machine, ['sh'], `${preamble}${text}\n`)
  if (status !== 0)
    throw new EnvironmentError(
      `${machine.name}: ${stderr || Buffer.from(stdout).toString('utf8') || `status ${status}`}`,
    )
  return Buffer.from(stdout).toString('utf8')
}

/** What commands say and with which status they end, each for itself, in one run. */
export async function answers<Name extends string>(
  machine: Machine,
  commands: Readonly<Record<Name, string>>,
): Promise<Readonly<Record<Name, { readonly status: number; readonly text: string }>>> {
  const names = Object.keys(commands) as Name[]
  // Into a file first: Asterisk drops what its console does not take within 100 ms.
  const text = names.map(
    name => `( ${commands[name]} ) </dev/null >"$t" 2>&1; s=$?; cat "$t"; printf '\\n${mark}%s\\n' "$s"`,
  )
  const said = await script(machine, ['t=$(mktemp)', 'trap \'rm -f "$t"\' EXIT', ...text].join('\n'))
  const parts = said.split(new RegExp(`\\n${mark}(\\d+)\\n`))
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      { text: parts[2 * index] ?? '', status: Number(parts[2 * index + 1] ?? 1) },
    ]),
  ) as Record<Name, { status: number; text: string }>
}

const mark = '==== sipin 5f0c ==== '

/** Daemons have their commands where those of root are. */
const preamble = 'export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"\n'

/** A word of sh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
