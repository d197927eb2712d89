import { addressSet, networksOf } from '../model/address-set.js'
import { type IntervalSet, subtract } from '../model/intervals.js'
import { formatAddress, formatNetwork, type Network } from '../model/network.js'
import type { MediaGroup } from '../model/project.js'
import { goodCall } from '../policy/good-call.js'
import { type Difference, type Pair, witnessOf, zoneOf } from './difference.js'

/** From where audio may come now, and from where not any more: addresses for each stretch of ports. */
export function compareMedia(pair: Pair): Difference | undefined {
  const { old, now } = pair
  const stretches = portStretches([...old.line.media, ...now.line.media])
  const changes = mergeStretches(
    stretches.flatMap(({ first, last }) => {
      const [before, after] = [old.line, now.line].map(({ media }) => addressesAt(media, first)) as [
        IntervalSet<bigint>,
        IntervalSet<bigint>,
      ]
      return [
        { first, last, verb: 'may send audio now', networks: networksOf(subtract(after, before)) },
        { first, last, verb: 'may not send audio any more', networks: networksOf(subtract(before, after)) },
      ].filter(({ networks }) => networks.length > 0)
    }),
  )
  const [change] = changes
  const [network] = change?.networks ?? []
  if (!change || !network) return undefined
  const good = goodCall(now.project, now.line, pair.year.from)
  const offer = {
    codecs: [...now.line.codecs],
    addresses: [formatAddress(network.family, network.first)],
    ports: [change.first],
    profile: 'RTP/AVP',
  }
  return {
    aspect: 'media',
    texts: changes.map(
      ({ first, last, verb, networks }) => `${describe(networks)} ports ${first}-${last} ${verb}`,
    ),
    witness: witnessOf(pair, { ...good, offer }, zoneOf(now)),
  }
}

interface Stretch {
  readonly first: number
  readonly last: number
}

/** Ports that every group holds all or none of. */
function portStretches(groups: readonly MediaGroup[]): Stretch[] {
  const starts = [...new Set(groups.flatMap(({ ports }) => [ports.first, ports.last + 1]))].sort(
    (a, b) => a - b,
  )
  return starts.slice(1).map((next, index) => ({ first: starts[index] as number, last: next - 1 }))
}

function addressesAt(groups: readonly MediaGroup[], port: number): IntervalSet<bigint> {
  const holding = groups.filter(({ ports }) => ports.first <= port && port <= ports.last)
  return addressSet(holding.flatMap(({ networks }) => networks))
}

interface MediaChange extends Stretch {
  readonly verb: string
  readonly networks: readonly Network[]
}

/** Neighbouring stretches of ports with the same addresses are one. */
function mergeStretches(changes: readonly MediaChange[]): MediaChange[] {
  const merged: MediaChange[] = []
  for (const change of changes) {
    const index = merged.findIndex(
      ({ last, verb, networks }) =>
        last + 1 === change.first && verb === change.verb && describe(networks) === describe(change.networks),
    )
    if (index < 0) merged.push(change)
    else merged[index] = { ...change, first: (merged[index] as MediaChange).first }
  }
  return merged
}

function describe(networks: readonly Network[]): string {
  const more = networks.length > 8 ? ` and ${networks.length - 8} more ranges` : ''
  return `${networks.slice(0, 8).map(formatNetwork).join(', ')}${more}`
}
