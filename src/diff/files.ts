import { compareText } from '../diagnostic.js'
import type { OutputFile } from '../render/target.js'

/** What it takes for a changed file to hold. */
export interface Effect {
  /** reload: calls that are up go on. restart: they do not. none: nothing reads the file while the engines run. */
  readonly kind: 'none' | 'reload' | 'restart'
  /** The command that makes it hold; empty when nothing needs to be done. */
  readonly command: string
}

export interface FileChange {
  readonly path: string
  readonly kind: 'create' | 'change' | 'delete'
  readonly effect: Effect
}

const asterisk = (command: string): Effect => ({ kind: 'reload', command: `asterisk -rx '${command}'` })
const kamailio = (command: string): Effect => ({ kind: 'reload', command: `kamcmd ${command}` })
const restart = (unit: string): Effect => ({ kind: 'restart', command: `systemctl restart ${unit}` })
const nothing: Effect = { kind: 'none', command: '' }

/** The first pattern that fits says what a file needs; whatever is not named here is code. */
const effects: readonly (readonly [pattern: RegExp, effect: Effect])[] = [
  [/^manifest\.json$/, nothing],
  [/^kamailio\/db\/version$/, restart('kamailio')],
  [/^kamailio\/db\/lines$/, kamailio('htable.reload lines')],
  [/^kamailio\/db\/sources$/, kamailio('htable.reload sources')],
  [/^kamailio\/db\/targets$/, kamailio('htable.reload targets')],
  [/^kamailio\/dispatcher\.list$/, kamailio('dispatcher.reload')],
  [/^kamailio\//, restart('kamailio')],
  [/^asterisk\/(extensions|schedules|records)\.conf$|^asterisk\/lines\//, asterisk('dialplan reload')],
  [/^asterisk\/queues\.conf$/, asterisk('queue reload all')],
  [/^asterisk\/voicemail\.conf$/, asterisk('module reload app_voicemail.so')],
  [/^asterisk\/musiconhold\.conf$/, asterisk('moh reload')],
  [/^asterisk\/(.*\/)?pjsip\.conf$/, asterisk('module reload res_pjsip.so')],
  [/^asterisk\/(.*\/)?rtp\.conf$/, asterisk('module reload res_rtp_asterisk.so')],
  [/^asterisk\/.*\.wav$/, nothing],
  [/^asterisk\//, restart('asterisk')],
  [/^firewall\//, { kind: 'reload', command: 'nft -f nftables.conf' }],
]

function effectOf(path: string): Effect {
  return effects.find(([pattern]) => pattern.test(path))?.[1] ?? { kind: 'restart', command: '' }
}

/** The files of two rendered trees that differ, in order of path. */
export function compareFiles(before: readonly OutputFile[], after: readonly OutputFile[]): FileChange[] {
  const was = new Map(before.map(file => [file.path, file.content]))
  const is = new Map(after.map(file => [file.path, file.content]))
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort(compareText)
  return paths.flatMap(path => {
    const [old, now] = [was.get(path), is.get(path)]
    if (old !== undefined && now !== undefined && sameContent(old, now)) return []
    const kind = old === undefined ? 'create' : now === undefined ? 'delete' : 'change'
    return [{ path, kind, effect: effectOf(path) }]
  })
}

function sameContent(a: OutputFile['content'], b: OutputFile['content']): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
