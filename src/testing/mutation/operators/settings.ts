import type { Edit } from '../mutant.js'
import { nodeFiles, type Operator, placesOf, replaceGroup, tlsFile } from './operator.js'

/** A setting is left out: the engine's default holds. */
export const settings: Operator = {
  name: 'settings left out',
  files: nodeFiles,
  *edits(text: string): Generator<Edit> {
    for (const { index, 0: line } of placesOf(text, /^[a-z_]\w* =>? .*\n/gm))
      yield { start: index, end: index + line.length, change: 'setting deleted', text: '' }
  },
}

/** A file that TLS needs is not named; what else stands there is the default, or has been spoilt already. */
export const tlsFiles: Operator = {
  name: 'files of TLS',
  files: tlsFile,
  *edits(text: string): Generator<Edit> {
    for (const { index, 0: line } of placesOf(text, /^(?:certificate|private_key|ca_list) = .*\n/gm))
      yield { start: index, end: index + line.length, change: 'setting deleted', text: '' }
  },
}

/** Ports, how many, and the like: numbers that are no times. */
export const nodeSizes: Operator = {
  name: 'sizes of a node',
  files: nodeFiles,
  *edits(text: string): Generator<Edit> {
    for (const match of placesOf(
      text,
      /^(?:rtpstart|rtpend|maxmsg|announce-frequency|maxsilence|keep_alive_interval) = (\d+)$/dgm,
    ))
      yield replaceGroup(match, 1, 'size moved', String(Number(match[1]) + 2))
  },
}

/** A row of the nodes that an edge asks. */
export const dispatcherRows: Operator = {
  name: 'rows of the dispatcher',
  files: /^kamailio\/dispatcher\.list$/,
  *edits(text: string): Generator<Edit> {
    for (const { index, 0: row } of placesOf(text, /^\d+ .*\n/gm))
      yield { start: index, end: index + row.length, change: 'row deleted', text: '' }
    for (const match of placesOf(text, /^\d+ sip:[^ ]*:(\d+)/dgm))
      yield replaceGroup(match, 1, 'port moved', String(Number(match[1]) + 1))
  },
}
