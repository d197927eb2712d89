import { Command, CommanderError } from 'commander'
import { commands } from './cli/index.js'
import { printMessage, printResult, watchOutputs } from './commands/print.js'
import { describeBug, EnvironmentError, exitStatus, UsageError } from './errors.js'
import { printable } from './printable.js'
import { listOf, nearest } from './suggest.js'
import { asForeseen } from './system-errors.js'
import { bugsUrl, version } from './version.gen.js'

/** Runs one command; every failure ends here and becomes an exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  watchOutputs()
  try {
    const program = createProgram()
    checkHelp(program, argv)
    await program.parseAsync(argv)
  } catch (thrown) {
    const error = asForeseen(thrown)
    process.exitCode = statusOf(error)
    try {
      reportFailure(error)
    } catch (unsaid) {
      // Nobody can be told; whoever asks for the status is.
      process.exitCode = statusOf(unsaid)
    }
  }
}

/** commander shows its help on an unknown command, and does not say that it is one. */
function checkHelp({ commands: known }: Command, [, , word, about]: readonly string[]): void {
  if (word !== 'help' || about === undefined || about === 'help' || about.startsWith('-')) return
  const names = known.map(command => command.name())
  if (names.includes(about)) return
  const guess = nearest(about, names)
  throw new UsageError(
    `there is no command \`${about}\`: ${guess ? `did you mean \`${guess}\`?` : `the commands are ${listOf(names)}`}`,
  )
}

function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.fine : exitStatus.usage
  if (error instanceof UsageError) return exitStatus.usage
  return error instanceof EnvironmentError ? exitStatus.environment : exitStatus.bug
}

/** commander has said itself what it had to say. */
function reportFailure(error: unknown): void {
  if (error instanceof CommanderError) return
  if (error instanceof UsageError) printMessage(`sipin: ${printable(error.message)}\n`)
  else if (error instanceof EnvironmentError) printMessage(`sipin: ${error.message}\n`)
  else printMessage(`sipin: ${describeBug(error, version, bugsUrl)}\n`)
}

function createProgram(): Command {
  const program = new Command('sipin')
    .description(
      'Calls as code for SIP-IN lines: prove, render and rehearse what every line does with a call.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: text => printResult(text), writeErr: text => printMessage(text) })
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
  for (const addCommand of commands) addCommand(program)
  return program
}
