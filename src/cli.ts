import { Command, CommanderError } from 'commander'
import { commands } from './cli/index.js'
import { allowClosedPipes } from './commands/output.js'
import { describeBug, EnvironmentError, exitStatus, UsageError } from './errors.js'
import { bugsUrl, version } from './version.gen.js'

/** Runs one command; every failure ends here and becomes an exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  allowClosedPipes()
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    process.exitCode = reportFailure(error)
  }
}

function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.fine : exitStatus.usage
  if (error instanceof UsageError || error instanceof EnvironmentError) {
    process.stderr.write(`sipin: ${error.message}\n`)
    return error instanceof UsageError ? exitStatus.usage : exitStatus.environment
  }
  process.stderr.write(`sipin: ${describeBug(error, version, bugsUrl)}\n`)
  return exitStatus.bug
}

function createProgram(): Command {
  const program = new Command('sipin')
    .description(
      'Calls as code for SIP-IN lines: prove, render and rehearse what every line does with a call.',
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
  for (const addCommand of commands) addCommand(program)
  return program
}
