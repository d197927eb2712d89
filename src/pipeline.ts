import { compareDiagnostics, type Diagnostic, hasErrors, type Span } from './diagnostic.js'
import { adviseMeant } from './model/advise-meant.js'
import { buildProject } from './model/build.js'
import type { Project } from './model/project.js'
import { rules } from './rules/index.js'
import { type Asked, type ComingYear, runRules } from './rules/rule.js'
import { checkSchema } from './schema/check.js'
import { findUnsafe } from './schema/unsafe.js'
import { assessDamage } from './source/damage.js'
import { applyIgnores } from './source/ignores.js'
import { mergeFiles } from './source/merge.js'
import { findOdd } from './source/odd-characters.js'
import { parseSource, type SourceText } from './source/parse.js'
import { spansOf } from './source/spans.js'
import type { Node } from './source/tree.js'

export interface CheckedProject {
  /** undefined when nothing could be read; else what could be, however many problems there are. */
  readonly project: Project | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly unchecked: Unchecked
}

/** What errors hid from the rules: more may be wrong there. */
export interface Unchecked {
  /** Ids of lines that could not be read. */
  readonly lines: readonly string[]
  /** Codes of the rules that look at the project as a whole, and wait until all of it can be read. */
  readonly rules: readonly string[]
  /** Files of scenarios of which only the form was checked. */
  readonly scenarioFiles?: readonly string[]
}

export const nothingUnchecked: Unchecked = { lines: [], rules: [] }

/**
 * The files of one project, from text to judged model. Pure: no file, clock or environment is read. Rules about
 * time look at the year that is given, and are left out without one.
 */
export function checkProject(
  sources: readonly SourceText[],
  year?: ComingYear,
  wanted: Asked = {},
): CheckedProject {
  const parsed = sources.map(source => ({ ...source, ...parseSource(source) }))
  const damages = parsed.map(({ value, diagnostics }) => assessDamage(value, diagnostics))
  const roots = parsed.flatMap(({ value }) => value ?? [])
  const judged = judge(roots, new Set(damages.flatMap(({ paths }) => [...paths])), {
    ...wanted,
    year,
    readable: !parsed.some(({ diagnostics }) => hasErrors(diagnostics)),
  })
  const found = judged.diagnostics.filter(({ place }) => !damages.some(({ covers }) => covers(place)))
  const syntax = parsed.flatMap(({ diagnostics }) => diagnostics)
  const withRoots = parsed.map(({ file, text, value }) => ({ file, text, root: value }))
  const all = applyIgnores(withRoots, [...syntax, ...found])
  return { ...judged, diagnostics: all.sort(compareDiagnostics) }
}

function judge(
  roots: readonly Node[],
  damaged: ReadonlySet<string>,
  asked: Asked & { readonly year: ComingYear; readonly readable: boolean },
): CheckedProject {
  const merged = mergeFiles(roots)
  if (!merged.value)
    return {
      project: undefined,
      diagnostics: merged.diagnostics,
      unchecked: { lines: [], rules: rules.map(({ code }) => code) },
    }
  const { value: document, diagnostics: shapeProblems } = checkSchema(merged.value, adviseMeant)
  const unsafe = [...findUnsafe(merged.value), ...findOdd(merged.value)]
  const built = buildProject({ ...document, broken: new Set([...document.broken, ...damaged]) })
  const complete = asked.readable && built.skippedLines.length === 0 && !hasErrors(built.diagnostics)
  return {
    project: built.value,
    unchecked: { lines: built.skippedLines, rules: complete ? [] : ofWholes },
    diagnostics: [
      ...merged.diagnostics,
      ...withoutEchoes(shapeProblems, unsafe),
      ...unsafe,
      ...withoutEchoes(built.diagnostics, unsafe),
      ...runRules(rules, built.value, {
        ...asked,
        complete,
      }),
    ],
  }
}

const ofWholes = rules.filter(({ wholeProject }) => wholeProject).map(({ code }) => code)

/** A text that was refused for its characters is not reported a second time for what it fails to be. */
function withoutEchoes(
  diagnostics: readonly Diagnostic[],
  unsafe: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (unsafe.length === 0) return diagnostics
  const files = new Map<string, Span[]>()
  for (const { place } of unsafe) files.set(place.file, files.get(place.file) ?? [])
  for (const { place } of unsafe) files.get(place.file)?.push(place.span)
  const spans = new Map(Array.from(files, ([file, list]) => [file, spansOf(list)]))
  return diagnostics.filter(({ place: { file, span } }) => {
    const around = spans.get(file)?.around(span.start)
    return !around || span.end > around.end
  })
}
