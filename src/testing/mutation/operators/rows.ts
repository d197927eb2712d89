import { formatNetwork, parseNetwork } from '../../../model/network.js'
import type { Edit } from '../mutant.js'
import type { Operator } from './operator.js'

/** A table of the edge's data: rows and fields deleted, networks deleted or doubled, ports moved. */
export const tableRows: Operator = {
  name: 'rows of the data',
  files: /^kamailio\/db\/(?!version)/,
  edits,
}

function* edits(text: string): Generator<Edit> {
  const [, ...rows] = [...text.matchAll(/^.+\n/gm)]
  for (const { index, 0: row } of rows) {
    yield { start: index, end: index + row.length, change: 'row deleted', text: '' }
    yield* fields(row, index)
    yield* networks(row, index)
    yield* ports(row, index)
  }
}

function* fields(row: string, offset: number): Generator<Edit> {
  for (const { index, 0: field } of row.matchAll(/[a-z_]+="[^"]*";?/g))
    yield { start: offset + index, end: offset + index + field.length, change: 'field deleted', text: '' }
}

function* networks(row: string, offset: number): Generator<Edit> {
  // The key column is no list of networks.
  const value = row.indexOf('|0|0|')
  for (const match of row.matchAll(/(?<=[",@|])[0-9a-f.:]+(?:\/\d+)?(?=[",| ])/g)) {
    if (match.index <= value) continue
    const parsed = parseNetwork(match[0])
    if (typeof parsed === 'string') continue
    const start = offset + match.index
    const end = start + match[0].length
    const { family, first, prefix } = parsed.network
    const none = family === 4 ? '240.0.0.1' : 'ff00::1'
    yield { start, end, change: 'network deleted', text: none }
    const size = 1n << BigInt((family === 4 ? 32 : 128) - prefix + 1)
    const wide = { family, first: first - (first % size), last: 0n, prefix: prefix - 1 }
    yield { start, end, change: 'network doubled', text: formatNetwork(wide) }
  }
}

function* ports(row: string, offset: number): Generator<Edit> {
  for (const match of row.matchAll(/\b(\d+)-(\d+)(?=@)/g)) {
    const start = offset + match.index
    const end = start + match[0].length
    const [first, last] = [Number(match[1]), Number(match[2])]
    yield { start, end, change: 'first port moved down', text: `${first - 1}-${last}` }
    yield { start, end, change: 'first port moved up', text: `${first + 1}-${last}` }
    yield { start, end, change: 'last port moved down', text: `${first}-${last - 1}` }
    yield { start, end, change: 'last port moved up', text: `${first}-${last + 1}` }
  }
}
