import { type Command, Option } from 'commander'
import { type AddCommand, givenFolder, givenPath } from './options.js'

export interface LiveFlags {
  readonly machines?: string
  readonly machinesOnly: readonly string[]
  readonly format: 'text' | 'json'
}

interface ApplyFlags extends LiveFlags {
  readonly dryRun?: boolean
  readonly forceDrift?: boolean
}

export const addApply: AddCommand = program => {
  const command = program
    .command('apply')
    .description('put a generated tree live: stage, reload in order while calls go on, verify, or roll back')
    .argument('<tree>', 'a directory that `sipin generate` wrote', givenFolder)
    .option(
      '--dry-run',
      'say what would be done and what is not as it should be; exit 1 when there is something',
    )
    .option('--force-drift', 'go on where engines do not run what the last apply put there')
    .action(async (tree: string, flags: ApplyFlags) => {
      const { apply } = await import('../commands/apply.js')
      const { dryRun = false, forceDrift = false } = flags
      process.exitCode = await apply(tree, { ...liveOptions(flags), dryRun, forceDrift })
    })
  withLiveOptions(command)
}

export function withLiveOptions(command: Command): Command {
  return command
    .option(
      '--machines <file>',
      'how machines are reached; default: machines.yaml, if it is there',
      givenPath,
    )
    .option(
      '--machines-only <name>',
      'of these machines alone; may be given several times',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .addOption(
      new Option('--format <format>', 'how steps are shown; json: an object a line')
        .choices(['text', 'json'])
        .default('text'),
    )
}

export function liveOptions({ machines, machinesOnly, format }: LiveFlags) {
  return { machines, only: machinesOnly, format }
}
