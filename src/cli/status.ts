import { type LiveFlags, liveOptions, withLiveOptions } from './apply.js'
import { type AddCommand, givenFolder } from './options.js'

export const addStatus: AddCommand = program => {
  const command = program
    .command('status')
    .description(
      'compare what the machines run with a tree and with what was put there; exit 1 on a difference',
    )
    .argument('<tree>', 'a directory that `sipin generate` wrote', givenFolder)
    .action(async (tree: string, flags: LiveFlags) => {
      const { status } = await import('../commands/status.js')
      process.exitCode = await status(tree, liveOptions(flags))
    })
  withLiveOptions(command)
}
