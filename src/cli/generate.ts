import {
  type AddCommand,
  givenFolder,
  givenPath,
  type OutputFlags,
  outputOptions,
  withOutputOptions,
} from './options.js'

interface GenerateFlags extends OutputFlags {
  readonly output: string
  readonly check?: boolean
  readonly force?: boolean
}

export const addGenerate: AddCommand = program => {
  const command = program
    .command('generate')
    .description('render the Kamailio, Asterisk and firewall configuration of a project')
    .argument('[path]', 'a file or directory; - is standard input', givenPath, '.')
    .requiredOption('-o, --output <dir>', 'the directory to write', givenFolder)
    .option('--check', 'write nothing; exit 1 when the directory is not what it should be')
    .option(
      '--force',
      'overwrite files of the tree that were edited by hand; what is not of sipin stays in any case',
    )
    .action(async (path: string, flags: GenerateFlags) => {
      const { generate } = await import('../commands/generate.js')
      const { output, check = false, force = false } = flags
      process.exitCode = await generate(path, { ...outputOptions(flags), output, check, force })
    })
  withOutputOptions(command)
}
