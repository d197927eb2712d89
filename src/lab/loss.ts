import { createHash } from 'node:crypto'
import type { Engine } from '../engine/engine.js'
import type { Container } from './container.js'
import { inFamilies } from './firewall.js'
import type { LabPlan } from './plan.js'

/** What gets lost: so many of a hundred packets, chosen by the seed. */
export interface Loss {
  readonly percent: number
  readonly seed: number
}

/** Packets after which the choice begins anew; a prime, so that no timer's copies fall on the same place of each turn. */
const turn = 997

/** Which packets of a turn get lost on one way; the same for the same seed, so that a run can be had again. */
export function lostPlaces({ percent, seed }: Loss, way: number): number[] {
  const order = (place: number): string =>
    createHash('sha256').update(`${seed} ${way} ${place}`).digest('hex')
  return Array.from({ length: turn }, (_, place) => ({ place, order: order(place) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, Math.round((turn * percent) / 100))
    .map(({ place }) => place)
    .sort((a, b) => a - b)
}

/** A table of nft that counts the packets of each match, one way each, and drops those that the seed chose. */
export function lossTable(matches: readonly string[], loss: Loss): string {
  const rules = matches.map((match, way) => {
    const places = lostPlaces(loss, way).map(place => `${place} : drop`)
    return places.length > 0 ? `${match} numgen inc mod ${turn} vmap { ${places.join(', ')} }` : match
  })
  const hook = 'type filter hook prerouting priority -300'
  return ['table inet loss {', 'chain lost {', hook, ...rules, '}', '}', ''].join('\n')
}

/**
 * Has SIP packets over UDP get lost, each way, between the edge and everybody outside but the phones of agents, who
 * are near.
 */
export async function losePackets(
  engine: Engine,
  network: Container,
  { edge, others, agents }: LabPlan,
  loss: Loss,
): Promise<void> {
  const near = new Set(Array.from(agents.values(), ({ ip }) => ip))
  const far = inFamilies(others.filter(ip => !near.has(ip)))
  const matches = edge
    .filter(({ transport }) => transport === 'udp')
    .flatMap(({ ip: address, port }) =>
      far
        .filter(({ ip }) => address.includes(':') === (ip === 'ip6'))
        .flatMap(({ ip, list }) => [
          `${ip} saddr { ${list} } ${ip} daddr ${address} udp dport ${port}`,
          `${ip} saddr ${address} ${ip} daddr { ${list} } udp sport ${port}`,
        ]),
    )
  await engine.run(['exec', '--interactive', network.name, 'nft', '-f', '-'], lossTable(matches, loss))
}
