import { type AddCommand, type OutputFlags, outputOptions, withOutputOptions } from './options.js'

interface GenerateFlags extends OutputFlags {
  readonly output: string
  readonly check?: boolean
  readonly force?: boolean
}

export const addGenerate: AddCommand = program => {
  const command = program
    .command('generate')
    .description('render the Kamailio, Asterisk and firewall configuration of a project')
    .argument('[path]', 'a file or directory; - is standard input', '.')
    .requiredOption('-o, --output <dir>', 'the directory to write')
    .option('--check', 'write nothing; exit 1 when the directory is not what it should be')
    .option('--force', 'overwrite files that were edited by hand, and remove those that are not of sipin')
    .action(async (path: string, flags: GenerateFlags) => {
      const { generate } = await import('../commands/generate.js')
      const { output, check = false, force = false } = flags
      process.exitCode = await generate(path, { ...outputOptions(flags), output, check, force })
    })
  withOutputOptions(command)
}
