import { type Command, Option } from 'commander'
import { UsageError } from '../errors.js'
import { type AddCommand, givenFolder, givenPath } from './options.js'

interface TestFlags {
  readonly format: 'text' | 'junit' | 'json'
  readonly quiet?: boolean
  readonly color: boolean
  readonly boot?: boolean
  readonly model?: boolean
  readonly suggest?: boolean
  readonly date?: string
  readonly kamailio: '5.6' | '6.0' | '6.1'
  readonly evidence: string
}

export const addTest: AddCommand = program => {
  program
    .command('test')
    .description('rehearse the scenarios of a project as real calls through real engines, in a sealed lab')
    .argument('[path]', 'a file or directory; its scenarios are in scenarios/ beside it', givenPath, '.')
    .option('--model', 'through the pure model only, in milliseconds, with what the scenarios do not touch')
    .option('--suggest', 'with --model: write the missing scenarios to scenarios/suggested.yaml')
    .option('--date <date>', 'with --model: first day of the year that is looked at; default: today')
    .option('--boot', 'only start the engines with the generated tree and check that it is theirs')
    .addOption(
      new Option('--kamailio <release>', 'release of Kamailio to test with')
        .choices(['5.6', '6.0', '6.1'])
        .default('6.1'),
    )
    .addOption(
      new Option('--format <format>', 'how verdicts are shown')
        .choices(['text', 'junit', 'json'])
        .default('text'),
    )
    .option('--evidence <dir>', 'where captures and logs of failures go', givenFolder, 'sipin-lab')
    .option('--quiet', 'no progress')
    .option('--no-color', 'no colour, as with NO_COLOR')
    .action(async (path: string, flags: TestFlags, command: Command) => {
      const { boot = false, model = false, suggest = false, date } = flags
      const { quiet = false, format, kamailio, evidence, color } = flags
      const colour = color ? undefined : false
      if (model && boot)
        throw new UsageError('--boot starts the engines, and --model asks none: leave one out')
      if (!model && (suggest || date !== undefined))
        throw new UsageError(
          `${suggest ? '--suggest' : '--date'} goes with --model: add it, or leave that out`,
        )
      const ofEngines = ['kamailio', 'evidence'].find(name => command.getOptionValueSource(name) === 'cli')
      if (model && ofEngines)
        throw new UsageError(`--${ofEngines} is about the engines, and --model asks none: leave one out`)
      if (model) {
        const { testModel } = await import('../commands/test-model.js')
        process.exitCode = await testModel(path, { suggest, date, quiet, format, colour, strict: false })
        return
      }
      const { test } = await import('../commands/test.js')
      process.exitCode = await test(path, { boot, quiet, format, kamailio, evidence, colour, strict: false })
    })
}
