import { type AddCommand, type OutputFlags, outputOptions, withOutputOptions } from './options.js'

export const addValidate: AddCommand = program => {
  const command = program
    .command('validate')
    .description('check projects: syntax, schema, and what the call plans will do')
    .argument(
      '[path...]',
      'files or directories, each a project; - is standard input; default: this directory',
    )
    .option('--date <date>', 'first day of the year that is looked at; default: today')
    .action(async (paths: string[], { date, ...flags }: OutputFlags & { readonly date?: string }) => {
      const { validate } = await import('../commands/validate.js')
      process.exitCode = await validate(paths, { ...outputOptions(flags), date })
    })
  withOutputOptions(command)
}
