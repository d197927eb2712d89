import { Argument } from 'commander'
import type { AddCommand } from './options.js'

export const addSchema: AddCommand = program => {
  program
    .command('schema')
    .description('print the JSON Schema of a project or of its scenarios, for editors')
    .addArgument(new Argument('[of]', 'of what').choices(['project', 'scenarios']).default('project'))
    .action(async (of: 'project' | 'scenarios') => {
      const { printSchema } = await import('../commands/schema.js')
      process.exitCode = await printSchema(of)
    })
}
