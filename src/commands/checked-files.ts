import { compareDiagnostics, hasErrors } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import { checkProject } from '../pipeline.js'
import type { Report } from '../report/reporter.js'
import type { Asked, ComingYear } from '../rules/rule.js'
import { applyIgnores, ignoreMark } from '../source/ignores.js'
import { parseSource } from '../source/parse.js'
import { compileLater } from './compile-later.js'
import type { ProjectFiles } from './project-files.js'
import { readSounds } from './sounds.js'
import { hintOfWhole } from './whole-project.js'

/** A project's files, judged, with the sound files it names. */
export interface CheckedFiles {
  readonly project: Project | undefined
  readonly sounds: Sounds
  readonly report: Report
}

/**
 * For whoever asks something of a project that only errors could spoil, such as what becomes of a call. Warnings are
 * looked for when there are errors, to be told beside them, and where a comment ignores one, which must not seem unused.
 */
export async function checkErrors(read: ProjectFiles): Promise<CheckedFiles> {
  if (read.sources.some(({ text }) => text.includes(ignoreMark))) return checkFiles(read)
  const quick = await checkFiles(read, undefined, { onlyErrors: true })
  return hasErrors(quick.report.diagnostics) ? checkFiles(read) : quick
}

/** Without a year, rules about time are left out: what is generated must not depend on the day. */
export async function checkFiles(
  read: ProjectFiles,
  year?: ComingYear,
  asked: Asked = {},
): Promise<CheckedFiles> {
  const { sources, asides, diagnostics, base, files } = read
  await compileLater(sources)
  const { project, unchecked, diagnostics: found } = checkProject(sources, year, asked)
  const { sounds, diagnostics: inSounds } = await readSounds({ base, files }, project)
  const aside = applyIgnores(
    asides
      .filter(({ text }) => text.includes(ignoreMark))
      .map(source => ({ ...source, root: parseSource(source).value })),
    diagnostics,
  )
  const all = [...aside, ...found, ...inSounds].sort(compareDiagnostics)
  const hint = await hintOfWhole(read, found)
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  return {
    project,
    sounds,
    report: { diagnostics: all, sources: texts, unchecked, hints: hint === undefined ? [] : [hint] },
  }
}
