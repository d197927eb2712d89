import { type Command, InvalidArgumentError, Option } from 'commander'
import type { OutputOptions } from '../commands/output.js'
import { type ReportFormat, reportFormats } from '../report/formats.js'

/** Adds one command to the program; what the command does is loaded only when it runs. */
export type AddCommand = (program: Command) => void

/** What commander makes of the options that report on a project. */
export interface OutputFlags {
  readonly format: ReportFormat
  readonly quiet?: boolean
  readonly strict?: boolean
  /** commander's name for --no-color. */
  readonly color: boolean
}

/** A path as it was given. Of a variable that is not set comes an empty text, or the next option in its place. */
export function givenPath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty, as of a variable that is not set.')
  if (text.startsWith('-') && text !== '-')
    throw new InvalidArgumentError(`A path that begins with a hyphen is written \`./${text}\`.`)
  return text
}

/** Something that is said of a call; an empty text says nothing. */
export function givenText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty, as of a variable that is not set.')
  return text
}

/** A path to write to, of which none is standard output. */
export function givenFolder(text: string): string {
  if (text === '-') throw new InvalidArgumentError('A directory is needed.')
  return givenPath(text)
}

export function givenPaths(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), givenPath(text)]
}

export function withOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how problems are shown').choices([...reportFormats]).default('text'),
    )
    .option('--strict', 'exit 1 on warnings too')
    .option('--quiet', 'say nothing but errors')
    .option('--no-color', 'no colour, as with NO_COLOR')
}

export function outputOptions({ format, quiet = false, strict = false, color }: OutputFlags): OutputOptions {
  return { format, quiet, strict, colour: color ? undefined : false }
}
