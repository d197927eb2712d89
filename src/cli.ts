import { Command, CommanderError, Option } from 'commander'
import { allowClosedPipes, type OutputOptions } from './commands/output.js'
import { EnvironmentError, exitStatus, UsageError } from './errors.js'
import { type ReportFormat, reporters } from './report/index.js'
import { version } from './version.gen.js'

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
  const stack = error instanceof Error ? error.stack : String(error)
  process.stderr.write(`sipin: this is a bug in sipin ${version}, please report it\n${stack}\n`)
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
  addValidate(program)
  addGenerate(program)
  addTest(program)
  addSchema(program)
  return program
}

interface CommonFlags {
  readonly format: ReportFormat
  readonly quiet?: boolean
  readonly strict?: boolean
  /** commander's name for --no-color. */
  readonly color: boolean
}

function withOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how problems are shown')
        .choices(Object.keys(reporters))
        .default('text'),
    )
    .option('--strict', 'exit 1 on warnings too')
    .option('--quiet', 'say nothing but errors')
    .option('--no-color', 'no colour, as with NO_COLOR')
}

function outputOptions({ format, quiet = false, strict = false, color }: CommonFlags): OutputOptions {
  return { format, quiet, strict, colour: color ? undefined : false }
}

function addValidate(program: Command): void {
  const command = program
    .command('validate')
    .description('check projects: syntax, schema, and what the call plans will do')
    .argument(
      '[path...]',
      'files or directories, each a project; - is standard input; default: this directory',
    )
    .action(async (paths: string[], flags: CommonFlags) => {
      const { validate } = await import('./commands/validate.js')
      process.exitCode = await validate(paths, outputOptions(flags))
    })
  withOutputOptions(command)
}

interface GenerateFlags extends CommonFlags {
  readonly output: string
  readonly check?: boolean
  readonly force?: boolean
}

function addGenerate(program: Command): void {
  const command = program
    .command('generate')
    .description('render the Kamailio, Asterisk and firewall configuration of a project')
    .argument('[path]', 'a file or directory; - is standard input', '.')
    .requiredOption('-o, --output <dir>', 'the directory to write')
    .option('--check', 'write nothing; exit 1 when the directory is not what it should be')
    .option('--force', 'overwrite files that were edited by hand, and remove those that are not of sipin')
    .action(async (path: string, flags: GenerateFlags) => {
      const { generate } = await import('./commands/generate.js')
      const { output, check = false, force = false } = flags
      process.exitCode = await generate(path, { ...outputOptions(flags), output, check, force })
    })
  withOutputOptions(command)
}

interface TestFlags extends Omit<CommonFlags, 'format'> {
  readonly format: 'text' | 'junit'
  readonly boot?: boolean
  readonly kamailio: '6.0' | '6.1'
  readonly evidence: string
}

function addTest(program: Command): void {
  program
    .command('test')
    .description('rehearse the scenarios of a project as real calls through real engines, in a sealed lab')
    .argument('[path]', 'a file or directory; its scenarios are in scenarios/ beside it', '.')
    .option('--boot', 'only start the engines with the generated tree and check that it is theirs')
    .addOption(
      new Option('--kamailio <release>', 'release of Kamailio to test with')
        .choices(['6.0', '6.1'])
        .default('6.1'),
    )
    .addOption(
      new Option('--format <format>', 'how verdicts are shown').choices(['text', 'junit']).default('text'),
    )
    .option('--evidence <dir>', 'where captures and logs of failures go', 'sipin-lab')
    .option('--quiet', 'no progress')
    .option('--no-color', 'no colour, as with NO_COLOR')
    .action(async (path: string, flags: TestFlags) => {
      const { test } = await import('./commands/test.js')
      const { boot = false, quiet = false, format, kamailio, evidence, color } = flags
      const colour = color ? undefined : false
      process.exitCode = await test(path, { boot, quiet, format, kamailio, evidence, colour, strict: false })
    })
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of a project, for editors')
    .action(async () => {
      const { printSchema } = await import('./commands/schema.js')
      process.exitCode = await printSchema()
    })
}
