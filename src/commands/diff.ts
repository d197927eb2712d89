import { hasErrors } from '../diagnostic.js'
import { compareProjects, isEmpty } from '../diff/compare.js'
import type { Loss } from '../diff/difference.js'
import { compareFiles } from '../diff/files.js'
import { exactText } from '../diff/fingerprint.js'
import { diffJson } from '../diff/json.js'
import { diffMarkdown } from '../diff/markdown.js'
import { type DiffReport, diffText } from '../diff/text.js'
import { exitStatus, UsageError } from '../errors.js'
import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import { printablePath } from '../printable.js'
import { renderFiles } from '../render/render.js'
import type { TreeFile } from '../render/target.js'
import { checkErrors } from './checked-files.js'
import { comingYear } from './date.js'
import { withVersion } from './git-project.js'
import { type OutputOptions, printReport } from './output.js'
import { printMessage, printResult } from './print.js'

export interface DiffOptions extends Omit<OutputOptions, 'format'> {
  readonly format: keyof typeof formats
  /** First day of the year that is compared; undefined: today. */
  readonly date: string | undefined
  /** `sources=10` or `open=5`: percent that may be lost. */
  readonly guard: readonly string[]
}

const formats = { text: diffText, json: diffJson, markdown: diffMarkdown }

/** `sipin diff OLD NEW`: which calls end otherwise. */
export async function diff(oldName: string, newName: string, options: DiffOptions): Promise<number> {
  const limits = options.guard.map(readLimit)
  const year = comingYear(options.date)
  const old = await readSide(oldName, newName, options)
  const now = await readSide(newName, oldName, options)
  if (!old || !now) return exitStatus.findings
  const compared = compareProjects(old.project, now.project, year)
  const files = isEmpty(compared) ? [] : compareFiles(renderSide(old, now), renderSide(now, old))
  const report: DiffReport = { diff: compared, files }
  printResult(formats[options.format](report))
  const broken = limits.filter(({ what, most }) => compared.loss[what] > most)
  for (const { what, most } of broken)
    printMessage(
      `guard: ${percent(compared.loss[what])} of ${nouns[what]} are lost, more than ${percent(most)}\n`,
    )
  return broken.length > 0 ? exitStatus.findings : exitStatus.fine
}

interface Side {
  readonly project: Project
  readonly sounds: Sounds
}

/** The tree of one side, but for files of lines that are the same on both: of thousands of lines few have changed. */
function renderSide({ project, sounds }: Side, other: Side): TreeFile[] {
  const sameTrunks = exactText(project.trunks) === exactText(other.project.trunks)
  const others = new Map(other.project.lines.map(line => [line.id, line]))
  return renderFiles(project, sounds, line => {
    const match = others.get(line.id)
    return !sameTrunks || !match || exactText(line) !== exactText(match)
  })
}

/** undefined: the project has errors, which have been printed. */
async function readSide(name: string, other: string, options: DiffOptions): Promise<Side | undefined> {
  const { project, sounds, report } = await withVersion(name, other, files => checkErrors(files))
  if (project && !hasErrors(report.diagnostics)) return { project, sounds }
  printReport(report, { ...options, format: 'text' })
  printMessage(`${printablePath(name)} has errors, so its calls cannot be compared\n`)
  return undefined
}

const nouns: Readonly<Record<keyof Loss, string>> = {
  sources: 'the addresses that may call',
  open: 'the open minutes',
}

function readLimit(text: string): { what: keyof Loss; most: number } {
  const [, what, number] = /^(sources|open)=([0-9]{1,3}(?:\.[0-9]+)?)%?$/.exec(text) ?? []
  if (what === undefined)
    throw new UsageError(`--guard \`${text}\`: write it as in \`sources=10%\` or \`open=5%\``)
  return { what: what as keyof Loss, most: Number(number) / 100 }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
