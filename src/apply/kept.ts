import { digestOf, manifestName } from '../render/manifest.js'
import { fileText, releaseOf, type TreeFiles } from './tree.js'

/** The file of a release that names what it keeps of the release before, each with its SHA-256. */
export const keptName = 'kept.json'

/**
 * What a node keeps of the release before: dialplan, queue, music, mailbox and schedules of lines that are gone, whose calls end
 * as they would have. Files by path, in place of those of the new tree or beside them; nothing when no line is gone. They stay
 * until the next release.
 */
export function keptFiles(was: TreeFiles, want: TreeFiles): TreeFiles {
  if (releaseOf(was) === releaseOf(want)) return filesOf(was, [...namedIn(was, keptName).keys()])
  const gone = [...namedIn(was, manifestName).keys()].filter(
    path => path.startsWith('asterisk/lines/') && was.has(path) && !want.has(path),
  )
  const files = new Map(filesOf(was, gone))
  const ids = gone.map(path => path.replace(/^.*\/|\.conf$/g, ''))
  const schedules = gone.flatMap(path => fileText(was, path).match(/\bschedule-[a-z0-9-]+/g) ?? [])
  for (const [path, names] of [
    ['asterisk/queues.conf', ids],
    ['asterisk/musiconhold.conf', ids],
    ['asterisk/schedules.conf', schedules],
    ['asterisk/voicemail.conf', ids],
  ] as const) {
    const [old, now] = [fileText(was, path), fileText(want, path)]
    const parts = path.endsWith('voicemail.conf')
      ? missingBoxes(old, now, names)
      : missingSections(old, now, names)
    if (parts !== '') files.set(path, new TextEncoder().encode(`${now}${parts}`))
  }
  return files
}

/** A tree with what it keeps, as it lies on a node. */
export function withKept(want: TreeFiles, kept: TreeFiles): TreeFiles {
  if (kept.size === 0) return want
  const own = Array.from(kept, ([path, content]) => [path, digestOf(content)] as const)
  const files = Object.fromEntries([...namedIn(want, keptName), ...own])
  const list = new TextEncoder().encode(`${JSON.stringify({ files }, undefined, 2)}\n`)
  return new Map([...want, ...kept, [keptName, list]])
}

/** The files that a manifest, or the list of what is kept, names; none when it cannot be read. */
export function namedIn(files: TreeFiles, name: string): ReadonlyMap<string, string> {
  try {
    const list: unknown = JSON.parse(fileText(files, name))
    if (typeof list !== 'object' || list === null || !('files' in list)) return new Map()
    return new Map(Object.entries(list.files as object).map(([path, digest]) => [path, String(digest)]))
  } catch {
    return new Map()
  }
}

function filesOf(files: TreeFiles, paths: readonly string[]): TreeFiles {
  return new Map(paths.flatMap(path => (files.has(path) ? [[path, files.get(path) as Uint8Array]] : [])))
}

/** The sections of these names that one text has and another has not, as text. */
function missingSections(was: string, want: string, names: readonly string[]): string {
  const nameOf = (section: string): string => /^\[([^\]]+)\]/.exec(section)?.[1] ?? ''
  const known = new Set(want.split(/^(?=\[)/m).map(nameOf))
  return was
    .split(/^(?=\[)/m)
    .filter(section => names.includes(nameOf(section)) && !known.has(nameOf(section)))
    .map(section => `\n${section.trimEnd()}\n`)
    .join('')
}

/** Mailboxes stand in the last section, one a line. */
function missingBoxes(was: string, want: string, names: readonly string[]): string {
  const missing = names.filter(name => !want.includes(`\n${name} => `))
  return was
    .split('\n')
    .filter(line => missing.some(name => line.startsWith(`${name} => `)))
    .map(line => `${line}\n`)
    .join('')
}
