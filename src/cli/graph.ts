import { Option } from 'commander'
import { graphFormatNames } from '../graph/format.js'
import { type AddCommand, givenPath, type OutputFlags } from './options.js'

interface GraphFlags extends Omit<OutputFlags, 'format'> {
  readonly format?: string
  readonly output: string
  readonly line: readonly string[]
}

export const addGraph: AddCommand = program => {
  program
    .command('graph')
    .description('draw what every line does with a call, and its week: Mermaid, SVG, or a page for people')
    .argument('[path]', 'a file or directory; - is standard input', givenPath, '.')
    .addOption(
      new Option('--format <format>', 'default: as the name of the output file ends, else mermaid').choices([
        ...graphFormatNames,
      ]),
    )
    .option('-o, --output <file>', 'the file to write; - is standard output', givenPath, '-')
    .option('--line <id>', 'only this line; may be repeated', (id, ids: string[]) => [...ids, id], [])
    .option('--strict', 'exit 1 on warnings too')
    .option('--quiet', 'say nothing but errors')
    .option('--no-color', 'no colour, as with NO_COLOR')
    .action(async (path: string, flags: GraphFlags) => {
      const { graph } = await import('../commands/graph.js')
      const { format, output, line, quiet = false, strict = false, color } = flags
      const colour = color ? undefined : false
      process.exitCode = await graph(path, { format, output, lines: line, quiet, strict, colour })
    })
}
