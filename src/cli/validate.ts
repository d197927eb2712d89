import { type AddCommand, givenPaths, type OutputFlags, outputOptions, withOutputOptions } from './options.js'

interface ValidateFlags extends OutputFlags {
  readonly date?: string
  readonly proofs?: boolean
}

export const addValidate: AddCommand = program => {
  const command = program
    .command('validate')
    .description('check projects: syntax, schema, and what the call plans will do')
    .argument(
      '[path...]',
      'files or directories, each a project; - is standard input; default: this directory',
      givenPaths,
    )
    .option(
      '--proofs',
      'also say what holds of every line: who may call, when it is open, how calls end, loops by REFER',
    )
    .option('--date <date>', 'first day of the year that is looked at; default: today')
    .action(async (paths: string[], { date, proofs = false, ...flags }: ValidateFlags) => {
      const { validate } = await import('../commands/validate.js')
      process.exitCode = await validate(paths, { ...outputOptions(flags), date, proofs })
    })
  withOutputOptions(command)
}
