import { hostname, userInfo } from 'node:os'
import { execa } from 'execa'
import type { Machine } from '../apply/machines.js'
import { packTar, unpackTar } from '../apply/tar.js'
import { releaseOf, type TreeFiles } from '../apply/tree.js'
import { EnvironmentError } from '../errors.js'
import { nodeFolderOf, nodeLink } from '../render/asterisk/node-link.js'
import { answers, quoted, runOn, script } from './reach.js'

/** What lies on a machine. */
export interface Found {
  /** The files of the release that is live; undefined: none is. */
  readonly files: TreeFiles | undefined
  /** The folder of that release, below the root. */
  readonly folder: string | undefined
  /** What an apply that did not come to its end wanted; undefined: there is none. */
  readonly interrupted: string | undefined
  /** What has to be done once on a machine before an engine reads what is live; in words. */
  readonly missing: readonly string[]
}

/** Releases that are kept, the live one among them. */
const keptReleases = 5

export async function findRelease(machine: Machine, severalNodes: boolean): Promise<Found> {
  const { root } = machine
  const links = linksOf(machine, severalNodes)
  const said = await answers(machine, {
    live: `readlink ${root}/current`,
    journal: `cat ${root}/journal`,
    ...Object.fromEntries(links.map(({ from }, index) => [`link${index}`, `readlink ${from}`])),
  } as Record<string, string>)
  const text = (name: string): string | undefined =>
    said[name]?.status === 0 ? said[name].text.trim() : undefined
  const folder = text('live')
  return {
    folder,
    files: folder === undefined ? undefined : await fetchFiles(machine),
    interrupted: text('journal'),
    missing: links.flatMap(({ from, to }, index) =>
      text(`link${index}`) === to
        ? []
        : [
            `${machine.name}: ${from} is no link to ${to}; on that machine, once, with what is there moved away: ln -sfnT ${to} ${from}`,
          ],
    ),
  }
}

/** Where engines look, and what they must find there. */
function linksOf({ root, edge, node }: Machine, severalNodes: boolean): { from: string; to: string }[] {
  return [
    ...(edge ? [{ from: '/etc/kamailio', to: `${root}/current/kamailio` }] : []),
    ...(node === undefined ? [] : [{ from: '/etc/asterisk', to: `${root}/current/asterisk` }]),
    ...(node === undefined || !severalNodes ? [] : [{ from: nodeLink, to: nodeFolderOf(node) }]),
  ]
}

async function fetchFiles(machine: Machine): Promise<TreeFiles> {
  const { status, stdout, stderr } = await runOn(machine, [
    ...['tar', '--format=ustar', '-cf', '-', '-C', `${machine.root}/current/`, '.'],
  ])
  if (status !== 0) throw new EnvironmentError(`${machine.name}: ${stderr}`)
  return unpackTar(stdout)
}

/**
 * Puts a release on a machine, beside the one that is live, and gives its folder below the root. Each has a folder of its own,
 * also one that was there before, and its files are younger than any that an engine has read: Kamailio reads a table again
 * only when its file is younger, in whole seconds, and Asterisk only what has another date or size.
 */
export async function stage(machine: Machine, files: TreeFiles): Promise<string> {
  const { root } = machine
  const clock = [
    'set -e',
    `mkdir -p ${root}/releases`,
    `now=$(date +%s); last=$(cat ${root}/clock 2>/dev/null || echo 0)`,
    '[ "$now" -gt "$last" ] || now=$((last + 1))',
    `echo "$now" >${root}/clock.new && mv ${root}/clock.new ${root}/clock`,
    'echo "$now"',
  ]
  const seconds = Number((await script(machine, clock.join('\n'))).trim())
  const folder = `releases/${releaseOf(files)}-${seconds}`
  await script(machine, `mkdir -p ${root}/${folder}`)
  const packed = packTar(files, seconds)
  const { status, stderr } = await runOn(
    machine,
    ['tar', '-xf', '-', '--no-same-owner', '-C', `${root}/${folder}`],
    packed,
  )
  if (status !== 0) throw new EnvironmentError(`${machine.name}: the release cannot be written: ${stderr}`)
  return folder
}

/** From now on engines that read their files find this release; the change is one rename. */
export async function swap(machine: Machine, folder: string): Promise<void> {
  const { root } = machine
  await script(
    machine,
    `set -e\nln -sfnT ${folder} ${root}/current.new\nmv -T ${root}/current.new ${root}/current`,
  )
}

/** What is written before the first change of a machine and taken away after the last; a second apply goes by it. */
export async function openJournal(machine: Machine, release: string): Promise<void> {
  await script(machine, `echo ${release} >${machine.root}/journal`)
}

/** One line of a machine's history; the releases that are older than the last few go. */
export interface HistoryEntry {
  readonly at: string
  readonly who: string
  readonly from: string | undefined
  readonly to: string
  readonly result: 'live' | 'rolled-back' | 'failed'
}

export async function closeJournal(machine: Machine, entry: HistoryEntry): Promise<void> {
  const { root } = machine
  // Only what `stage` made: whoever puts a folder of his own there keeps it.
  const ours = `ls -1t ${root}/releases | grep -E '^[0-9a-f]{12}-[0-9]+$'`
  const old = `${ours} | tail -n +${keptReleases + 1}`
  await script(
    machine,
    [
      'set -e',
      `printf '%s\\n' ${quoted(JSON.stringify(entry))} >>${root}/history.jsonl`,
      ...(entry.result === 'failed' ? [] : [`rm -f ${root}/journal`]),
      `live=$(readlink ${root}/current) || exit 0`,
      `for name in $(${old}); do [ "releases/$name" = "$live" ] || rm -rf "${root}/releases/$name"; done`,
    ].join('\n'),
  )
}

/** Whoever applies. */
export function applier(): string {
  let user = 'nobody'
  try {
    user = userInfo().username
  } catch {
    // A process may have a user without a name.
  }
  return `${user}@${hostname()}`
}

/**
 * Holds a machine for as long as the answer is not let go, by a lock of the kernel, which is gone with its holder however that
 * ends. @throws {EnvironmentError} When somebody else holds it.
 */
export async function lock(machine: Machine): Promise<() => Promise<void>> {
  const { name, reach, root } = machine
  const [command = 'sh', ...rest] = [...reach, 'sh']
  const child = execa(command, rest, { stdin: 'pipe', reject: false, buffer: false })
  const owner = quoted(`${applier()} since ${new Date().toISOString()}, process ${process.pid}`)
  child.stdin.on('error', () => {})
  child.stdin.write(
    [
      `mkdir -p ${root} && exec 9>>${root}/lock || exit 1`,
      `if flock -n 9; then echo ${owner} >${root}/lock.owner; echo held; cat >/dev/null`,
      `else echo "busy $(cat ${root}/lock.owner)"; fi\n`,
    ].join('\n'),
  )
  let said = ''
  for await (const bytes of child.stdout) {
    said += String(bytes)
    if (said.includes('\n')) break
  }
  if (said.startsWith('held')) {
    return async () => {
      child.stdin.end()
      await child
    }
  }
  // The shell reads on for as long as somebody may write to it.
  child.stdin.end()
  const { stderr } = await child
  if (said.startsWith('busy'))
    throw new EnvironmentError(`${name} is being applied to by ${said.slice(5).trim()}`)
  throw new EnvironmentError(`${name} cannot be held: ${String(stderr ?? '').trim() || 'it is not reached'}`)
}
