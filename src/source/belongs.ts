import type { Diagnostic } from '../diagnostic.js'
import { problem } from '../problems.js'
import { nearest } from '../suggest.js'
import { parseSource, type SourceText } from './parse.js'

/**
 * Sorts the YAML files of a directory: those of the project, and what is said of the others. A file is of the project
 * when one of the project's keys stands at its top, or when it has no key but misspelt ones: those are errors, and no
 * file with one is left out. Every other file is named. `keys` are those that the schema has at its top.
 */
export function sortSources(sources: readonly SourceText[], keys: readonly string[]): SortedSources {
  const own: SourceText[] = []
  const asides: SourceText[] = []
  const diagnostics: Diagnostic[] = []
  const telling = keys.filter(key => key !== 'version')
  for (const source of sources) {
    const foreign = foreignTo(source, telling)
    if (foreign === undefined && source.file.endsWith('.yaml')) {
      own.push(source)
      continue
    }
    asides.push(source)
    diagnostics.push(foreign === undefined ? otherEnding(source) : otherFile(source, foreign))
  }
  return { own, asides, diagnostics }
}

export interface SortedSources {
  readonly own: readonly SourceText[]
  /** Files that are not read as the project's; ignore comments in them count all the same. */
  readonly asides: readonly SourceText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** What is at the top of a file that is not of the project, in words; undefined for one that is. */
function foreignTo({ file, text }: SourceText, keys: readonly string[]): string | undefined {
  const begins = new RegExp(`^["']?(?:${keys.join('|')})["']?[ \\t]*:(?:[ \\t\\r\\n]|$)`, 'm')
  // Nearly every file of a project has such a line, and then need not be parsed twice.
  if (begins.test(text)) return undefined
  const { value: root, diagnostics } = parseSource({ file, text })
  if (root === undefined && diagnostics.every(({ code }) => code === 'empty-file')) return undefined
  const written = root?.kind === 'map' ? root.entries.map(({ key }) => key) : []
  if (written.length === 0 && diagnostics.length > 0) return 'it cannot be read as YAML'
  if (root?.kind !== 'map') return 'at its top is no mapping of keys'
  if (written.some(key => keys.includes(key))) return undefined
  const strange = written.filter(key => key !== 'version' && !isNearMiss(key, keys))
  if (strange.length === 0) return undefined
  const shown = strange.slice(0, 3).map(key => `\`${key}\``)
  return `at its top ${strange.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${strange.length > 3 ? ' …' : ''}`
}

/** Other tools have short keys that are two letters from ours, as `tasks` is from `talk`. */
function isNearMiss(key: string, keys: readonly string[]): boolean {
  return nearest(key, keys, key.length < 7 ? 1 : 2) !== undefined
}

function otherFile({ file }: SourceText, why: string): Diagnostic {
  return problem('other-file', `${nameOf(file)} is left out: ${why}`, topOf(file), {
    help: 'to have it read, write a key of a project at its top, such as `lines`',
  })
}

function otherEnding({ file }: SourceText): Diagnostic {
  const name = nameOf(file)
  return problem('ignored-file', `${name} is not read`, topOf(file), {
    help: `rename it to ${name.replace(/yml$/, 'yaml')}`,
  })
}

function topOf(file: string): Diagnostic['place'] {
  return { file, span: { start: 0, end: 0 } }
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}
