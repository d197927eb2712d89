import { type AddCommand, givenFolder } from './options.js'

export const addInit: AddCommand = program => {
  program
    .command('init')
    .description('begin a project: a commented sipin.yaml, scenarios, and files for pre-commit and CI')
    .argument('[dir]', 'where; a directory that is not there is made', givenFolder, '.')
    .option('--quiet', 'do not say what was written')
    .action(async (directory: string, { quiet = false }: { readonly quiet?: boolean }) => {
      const { init } = await import('../commands/init.js')
      process.exitCode = await init(directory, quiet)
    })
}
