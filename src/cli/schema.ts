import type { AddCommand } from './options.js'

export const addSchema: AddCommand = program => {
  program
    .command('schema')
    .description('print the JSON Schema of a project, for editors')
    .action(async () => {
      const { printSchema } = await import('../commands/schema.js')
      process.exitCode = await printSchema()
    })
}
