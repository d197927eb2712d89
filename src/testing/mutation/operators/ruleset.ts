import { formatNetwork, parseNetwork } from '../../../model/network.js'
import type { Edit } from '../mutant.js'
import type { Operator } from './operator.js'

/** The firewall: rules deleted and inverted, elements deleted and doubled, port ranges and bounds moved. */
export const firewallRules: Operator = {
  name: 'rules of the firewall',
  files: /^firewall\/nftables\.conf$/,
  edits,
}

function* edits(text: string): Generator<Edit> {
  for (const { index, 0: rule } of text.matchAll(/^\t\t(?!type )\S.* (?:accept|drop)\n/gm)) {
    const end = index + rule.length
    yield { start: index, end, change: 'rule deleted', text: '' }
    const inverted = rule.replace(/(accept|drop)\n$/, found => (found === 'drop\n' ? 'accept\n' : 'drop\n'))
    yield { start: index, end, change: 'rule inverted', text: inverted }
    const ports = /(udp|tcp) dport (\d+)-(\d+)/.exec(rule)
    if (!ports) continue
    const [whole, transport, first, last] = ports
    const start = index + ports.index
    const moved = (from: number, to: number) => `${transport} dport ${from}-${to}`
    const edit = { start, end: start + whole.length }
    yield { ...edit, change: 'first port moved up', text: moved(Number(first) + 1, Number(last)) }
    yield { ...edit, change: 'last port moved down', text: moved(Number(first), Number(last) - 1) }
    if (!rule.endsWith(' drop\n')) continue
    yield { ...edit, change: 'first port moved down', text: moved(Number(first) - 1, Number(last)) }
    yield { ...edit, change: 'last port moved up', text: moved(Number(first), Number(last) + 1) }
  }
  for (const { index, 0: line } of text.matchAll(/^\t\t\t[0-9a-f.:/]+,\n/gm)) {
    const element = line.trim().replace(',', '')
    const parsed = parseNetwork(element)
    if (typeof parsed === 'string') continue
    const start = index + 3
    const end = start + element.length
    yield { start: index, end: index + line.length, change: 'element deleted', text: '' }
    const { family, first, prefix } = parsed.network
    const size = 1n << BigInt((family === 4 ? 32 : 128) - prefix + 1)
    const wide = { family, first: first - (first % size), last: 0n, prefix: prefix - 1 }
    yield { start, end, change: 'element doubled', text: formatNetwork(wide) }
  }
}
