import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../model/project.js'
import { nodeFolderOf, nodeLink } from '../render/asterisk/node-link.js'
import { removeTemporary, temporaryFolder } from '../write/temporary.js'

/** Has a running Asterisk execute a command of its console. */
export function asteriskCommand(command: string): string[] {
  return ['asterisk', '-rx', command]
}

/** Gives a folder to be copied to `/` of a node's machine, which then knows which node of several it is. */
export async function withNodeLink<T>(
  id: string,
  { nodes }: Project,
  use: (copies: readonly { readonly from: string; readonly to: string }[]) => Promise<T>,
): Promise<T> {
  if (nodes.length === 1) return use([])
  const folder = temporaryFolder('sipin-node-')
  try {
    const root = path.join(folder, 'root')
    const link = path.join(root, nodeLink)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(nodeFolderOf(id), link)
    return await use([{ from: root, to: '/' }])
  } finally {
    removeTemporary(folder)
  }
}
