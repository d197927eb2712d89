import { Option } from 'commander'
import { type AddCommand, givenPath } from './options.js'

interface DiffFlags {
  readonly format: 'text' | 'json' | 'markdown'
  readonly date?: string
  readonly guard: readonly string[]
  readonly color: boolean
}

export const addDiff: AddCommand = program => {
  program
    .command('diff')
    .description(
      'say which calls end otherwise under another version of a project, and what it takes to put it live',
    )
    .argument(
      '<old>',
      'a file, a directory, or a git revision such as HEAD~1 or main:lines/sales.yaml',
      givenPath,
    )
    .argument('<new>', 'the same of the new version', givenPath)
    .option('--date <date>', 'first day of the year that is compared; default: today')
    .option(
      '--guard <limit>',
      'exit 1 when more is lost: sources=10% of the addresses that may call, open=5% of the open minutes',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .addOption(
      new Option('--format <format>', 'how differences are shown')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--no-color', 'no colour, as with NO_COLOR')
    .action(async (old: string, now: string, flags: DiffFlags) => {
      const { diff } = await import('../commands/diff.js')
      const { format, date, guard, color } = flags
      const colour = color ? undefined : false
      process.exitCode = await diff(old, now, { format, date, guard, colour, quiet: false, strict: false })
    })
}
