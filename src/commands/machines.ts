import path from 'node:path'
import {
  defaultRoot,
  edgeName,
  type Machine,
  machinesOf,
  nodesOfList,
  type Reached,
} from '../apply/machines.js'
import { fileText, type TreeFiles } from '../apply/tree.js'
import { UsageError } from '../errors.js'
import { disk } from '../read/files.js'
import { readTexts } from '../read/text.js'
import { parseSource } from '../source/parse.js'
import { toValue } from '../source/tree.js'

/** The name of the file that says how machines are reached. */
const machinesName = 'machines.yaml'

/**
 * The machines of a site, by the file that the user names, or machines.yaml in the working directory. Without one a tree with
 * one node is for this machine. @throws {UsageError} When the file does not fit the tree.
 */
export async function readMachines(
  named: string | undefined,
  tree: TreeFiles,
  only: readonly string[],
): Promise<Machine[]> {
  const nodes = nodesOfList(fileText(tree, 'kamailio/dispatcher.list'))
  const file = named ?? machinesName
  const there = named !== undefined || (await disk.kindOf(file)) !== undefined
  if (!there && nodes.length > 1)
    throw new UsageError(
      `the tree has ${nodes.length} nodes, so ${machinesName} must say how their machines are reached: docs/live.md`,
    )
  const local = [edgeName, ...nodes].map((name): Reached => ({ name, reach: [], root: defaultRoot }))
  const machines = machinesOf(there ? await readReached(file) : local, nodes)
  if (typeof machines === 'string') throw new UsageError(`${there ? file : 'the tree'}: ${machines}`)
  return chosen(machines, only)
}

function chosen(machines: readonly Machine[], only: readonly string[]): Machine[] {
  const names = machines.flatMap(({ name }) => name.split(','))
  const unknown = only.filter(name => !names.includes(name))
  if (unknown.length > 0)
    throw new UsageError(`--machines-only ${unknown.join(' ')}: the machines are ${names.join(', ')}`)
  return machines.filter(({ name }) => only.length === 0 || name.split(',').some(part => only.includes(part)))
}

async function readReached(file: string): Promise<Reached[]> {
  if ((await disk.kindOf(file)) === undefined) throw new UsageError(`${file}: no such file`)
  const { sources, diagnostics } = await readTexts(disk, [file])
  const parsed = sources.map(parseSource)
  const problem = [...diagnostics, ...parsed.flatMap(found => found.diagnostics)][0]
  const root = parsed[0]?.value
  if (problem || !root) throw new UsageError(`${file}: ${problem?.message ?? 'is empty'}`)
  const { machines, ...others } = recordOf(file, 'the file', toValue(root))
  const other = Object.keys(others)[0]
  if (other !== undefined)
    throw new UsageError(`${file}: \`${other}\` is no key: the one key is \`machines\``)
  return Object.entries(recordOf(file, 'machines', machines)).map(([name, value]) =>
    reachedOf(file, name, value),
  )
}

function reachedOf(file: string, name: string, value: unknown): Reached {
  const where = `machines.${name}`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new UsageError(`${file}: ${where}: no machine has such a name`)
  const { reach, root = defaultRoot, ...others } = recordOf(file, where, value)
  const other = Object.keys(others)[0]
  if (other !== undefined)
    throw new UsageError(`${file}: ${where}.${other}: the keys are \`reach\` and \`root\``)
  if (typeof reach !== 'string' || reach.trim() === '')
    throw new UsageError(
      `${file}: ${where}.reach: write \`local\`, or a command such as \`ssh root@${name}.acme.example\``,
    )
  // It stands in commands of a shell.
  if (
    typeof root !== 'string' ||
    !/^(?:\/[A-Za-z0-9._-]+)+$/.test(root) ||
    path.posix.normalize(root) !== root
  )
    throw new UsageError(
      `${file}: ${where}.root: write a path from / of letters, digits, \`.\`, \`_\` and \`-\``,
    )
  return { name, root, reach: reach.trim() === 'local' ? [] : reach.trim().split(/\s+/) }
}

function recordOf(file: string, where: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new UsageError(`${file}: ${where}: write keys with values, as docs/live.md shows`)
}
