import { addressSet, countAddresses, networksOf } from '../model/address-set.js'
import { type IntervalSet, subtract } from '../model/intervals.js'
import { formatAddress, formatNetwork } from '../model/network.js'
import { goodCall } from '../policy/good-call.js'
import { type Difference, type Pair, witnessOf, zoneOf } from './difference.js'

/** Which addresses gain or lose a line. */
export function compareSources(pair: Pair): Difference | undefined {
  const [before, after] = [pair.old.line, pair.now.line].map(({ allow }) =>
    addressSet(allow.map(({ value }) => value)),
  )
  if (!before || !after) return undefined
  const gained = subtract(after, before)
  const lost = subtract(before, after)
  const [first] = [...networksOf(lost), ...networksOf(gained)]
  if (!first) return undefined
  const good = goodCall(pair.now.project, pair.now.line, pair.year.from)
  const source = formatAddress(first.family, first.first)
  return {
    aspect: 'sources',
    texts: [...describe(gained, 'may call now'), ...describe(lost, 'may not call any more')],
    // Without SDP, so that nothing but the source is judged.
    witness: witnessOf(pair, { ...good, source, offer: undefined }, zoneOf(pair.now)),
  }
}

const shown = 8

function describe(set: IntervalSet<bigint>, verb: string): string[] {
  const networks = networksOf(set)
  if (networks.length === 0) return []
  const names = networks.slice(0, shown).map(formatNetwork)
  const more = networks.length > shown ? ` and ${networks.length - shown} more ranges` : ''
  return [`${names.join(', ')}${more} ${verb} (${countAddresses(set)} addresses)`]
}
