import { formatNetwork, parseNetwork } from '../../../model/network.js'
import type { Edit } from '../mutant.js'
import { type Operator, placesOf, scriptFile } from './operator.js'

/** A length of prefix for which no source is looked up: nobody of a /8 gets in. */
export const prefixLengths: Operator = {
  name: 'prefix lengths of the edge',
  files: scriptFile,
  *edits(text: string): Generator<Edit> {
    for (const { index, 0: found } of placesOf(text, /\$sht\(sources=>[^)]*\)+ != \$null/g))
      yield { start: index, end: index + found.length, change: 'length not looked up', text: '1 == 0' }
  },
}

/** Half of a network is left out, its upper half first. */
export const networks: Operator = {
  name: 'networks of data and firewall',
  files: /^(kamailio\/db\/(?!version)|firewall\/nftables\.conf$)/,
  *edits(text: string): Generator<Edit> {
    for (const { index, 0: found } of placesOf(text, /(?<=[\t",@|])[0-9a-f.:]+\/\d+(?=[",|\s])/g)) {
      const parsed = parseNetwork(found)
      if (typeof parsed === 'string') continue
      const { network } = parsed
      const longest = network.family === 4 ? 32 : 128
      if (network.prefix === longest) continue
      const prefix = network.prefix + 1
      const half = 1n << BigInt(longest - prefix)
      const edit = { start: index, end: index + found.length }
      yield { ...edit, change: 'upper half left out', text: formatNetwork({ ...network, prefix }) }
      yield {
        ...edit,
        change: 'lower half left out',
        text: formatNetwork({ ...network, first: network.first + half, prefix }),
      }
    }
  },
}
