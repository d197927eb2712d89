import { type AddCommand, type OutputFlags, outputOptions, withOutputOptions } from './options.js'

export const addValidate: AddCommand = program => {
  const command = program
    .command('validate')
    .description('check projects: syntax, schema, and what the call plans will do')
    .argument(
      '[path...]',
      'files or directories, each a project; - is standard input; default: this directory',
    )
    .action(async (paths: string[], flags: OutputFlags) => {
      const { validate } = await import('../commands/validate.js')
      process.exitCode = await validate(paths, outputOptions(flags))
    })
  withOutputOptions(command)
}
