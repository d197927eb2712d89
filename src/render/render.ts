import { compareText } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import type { Sounds } from '../model/sounds.js'
import { targets } from './index.js'
import { unread } from './live.js'
import { manifestOf } from './manifest.js'
import type { TreeFile, WantsLine } from './target.js'

/** The whole generated tree, the manifest included, in order of path. The project must be free of errors. */
export function renderTree(project: Project, sounds: Sounds): TreeFile[] {
  const files = renderFiles(project, sounds, () => true)
  return [...files, { ...manifestOf(files), live: unread }].sort((a, b) => compareText(a.path, b.path))
}

/** What it has for all lines, and for those that are wanted; without the manifest. */
export function renderFiles(project: Project, sounds: Sounds, wants: WantsLine): TreeFile[] {
  return targets.flatMap(target => [...target.files(project, sounds, wants)])
}
