import type { Effect } from '../render/live.js'
import { liveOfPath } from '../render/live-of.js'
import { keptFiles } from './kept.js'
import type { Machine } from './machines.js'
import { type RowChanges, rowChanges, type Tables, tablesOf } from './tables.js'
import { changedPaths, fileText, type TreeFiles } from './tree.js'

/** What a machine runs before an apply. */
export interface Before {
  readonly machine: Machine
  /** The release that is live; undefined: none, so that every file is new. */
  readonly files: TreeFiles | undefined
  /** The rows that an edge has, which need not be those of its files. */
  readonly tables: Tables | undefined
  /** Whether engines may run something else than these files: an apply was interrupted, or the read-back differs. */
  readonly doubtful: boolean
}

/** What it takes on one machine. */
export interface MachinePlan {
  readonly machine: Machine
  /** Files that differ from what is live there. */
  readonly changed: readonly string[]
  readonly rows: RowChanges
  /** Commands of the edge, of the node and of the firewall, in their order. */
  readonly edge: readonly string[]
  readonly node: readonly string[]
  readonly firewall: boolean
  /** What no reload brings about. */
  readonly restarts: readonly { readonly path: string; readonly command: string }[]
  /** What a node keeps of lines that are gone. */
  readonly kept: TreeFiles
}

const none: RowChanges = { both: [], only: [] }

/**
 * Of a node: phones before the queues that call them, and music and mailboxes before the dialplan that names them. The
 * dialplan is the last.
 */
const nodeOrder = [
  'res_pjsip',
  'moh reload',
  'app_voicemail',
  'queue reload',
  'res_rtp_asterisk',
  'dialplan reload',
]
const everyReload = [
  'pjsip.conf',
  'musiconhold.conf',
  'voicemail.conf',
  'queues.conf',
  'rtp.conf',
  'extensions.conf',
]

export function planMachine({ machine, files, tables, doubtful }: Before, want: TreeFiles): MachinePlan {
  const was = files ?? new Map<string, Uint8Array>()
  const changed = changedPaths(was, want).filter(path => isReadBy(machine, path))
  const effects = changed.map(path => ({ path, effect: effectOf(path, was, want) }))
  const reloads = effects.filter(({ effect }) => effect.kind === 'reload').map(({ effect }) => effect.command)
  const all = everyReload.map(name => liveOfPath(`asterisk/${name}`).effect('', 'x').command)
  const kept = machine.node === undefined ? new Map<string, Uint8Array>() : keptFiles(was, want)
  return {
    machine,
    changed,
    rows: machine.edge && tables ? rowChanges(tables, tablesOf(want)) : none,
    edge: machine.edge ? edgeCommands(reloads, doubtful) : [],
    node: machine.node === undefined ? [] : nodeCommands(doubtful ? [...reloads, ...all] : reloads),
    firewall: doubtful || changed.includes('firewall/nftables.conf'),
    // Of a machine on which nothing is live nothing need be restarted: its engines have not been started with a tree yet.
    restarts: files
      ? effects
          .filter(({ effect }) => effect.kind === 'restart')
          .map(({ path, effect }) => ({ path, command: effect.command }))
      : [],
    kept,
  }
}

function effectOf(path: string, was: TreeFiles, want: TreeFiles): Effect {
  const text = (files: TreeFiles): string | undefined => (files.has(path) ? fileText(files, path) : undefined)
  return liveOfPath(path).effect(text(was), text(want))
}

/** Whether an engine of the machine reads the file. */
function isReadBy({ edge, node }: Machine, path: string): boolean {
  const { readers } = liveOfPath(path)
  if (readers === 'edge') return edge
  if (readers === 'nodes') return node !== undefined
  return readers === 'all' || readers.node === node
}

/** Rows are set one by one; what else the edge reads again, once. */
function edgeCommands(reloads: readonly string[], doubtful: boolean): string[] {
  const wanted = reloads.filter(command => command.startsWith('kamcmd') && !command.includes('htable.reload'))
  return [...new Set([...wanted, ...(doubtful ? ['kamcmd dispatcher.reload'] : [])])]
}

function nodeCommands(reloads: readonly string[]): string[] {
  return nodeOrder.flatMap(
    part => reloads.find(command => command.startsWith('asterisk') && command.includes(part)) ?? [],
  )
}

export function isIdle(plan: MachinePlan): boolean {
  const { rows, edge, node, firewall, changed, restarts } = plan
  return [rows.both, rows.only, edge, node, changed, restarts].every(list => list.length === 0) && !firewall
}
