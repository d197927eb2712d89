import type { Place } from '../diagnostic.js'
import { isLoopback } from '../model/endpoint.js'
import { type AddressBits, formatNetwork, type Network, parseAddress } from '../model/network.js'
import type { Project } from '../model/project.js'
import type { Rule } from './rule.js'

export const ownAddress: Rule = {
  code: 'own-address',
  severity: 'warning',
  summary: 'no line allows the edge or a node to call it',
  why: 'A call that the edge sends to itself by mistake would be let in again, and a node that is broken into could call every such line.',
  *check(project) {
    const own = ownAddresses(project)
    for (const { id, allow } of project.lines) {
      for (const { value, place } of allow) {
        // wide-range already reports a range that holds half the Internet.
        if (value.prefix < 8) continue
        const mine = firstWithin(value, own)
        if (!mine) continue
        yield {
          message: `${formatNetwork(value)} holds ${mine.text}, which is ${mine.whose}: it could call line \`${id}\``,
          place,
          related: mine.place ? [{ place: mine.place, text: mine.whose }] : [],
          help: 'write the addresses of the callers only',
        }
      }
    }
  },
}

/** Of the own addresses in the range, the one that is named first. */
function firstWithin(range: Network, own: readonly OwnAddress[]): OwnAddress | undefined {
  let low = 0
  let high = own.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((own[middle] as OwnAddress).bits < range.first) low = middle + 1
    else high = middle
  }
  let first: OwnAddress | undefined
  for (let at = low; own[at] && (own[at] as OwnAddress).bits <= range.last; at++) {
    const address = own[at] as OwnAddress
    if (address.family === range.family && (!first || address.rank < first.rank)) first = address
  }
  return first
}

interface OwnAddress extends AddressBits {
  readonly rank: number
  readonly text: string
  readonly whose: string
  readonly place: Place | undefined
}

/** By address. */
function ownAddresses({ edge, nodes }: Project): OwnAddress[] {
  const all: Pick<OwnAddress, 'text' | 'whose' | 'place'>[] = [
    ...edge.listen.map(({ value, place }) => ({ text: value.address, whose: 'the edge', place })),
    { text: edge.inside.address, whose: 'the edge', place: undefined },
    ...nodes.flatMap(({ id, place, sip, media }) =>
      [sip.address, media ?? sip.address].map(text => ({ text, whose: `node \`${id}\``, place })),
    ),
  ]
  return all
    .flatMap((address, rank) => {
      const parsed = isLoopback(address.text) ? undefined : parseAddress(address.text)
      return parsed ? [{ ...address, ...parsed, rank }] : []
    })
    .sort((a, b) => (a.bits < b.bits ? -1 : a.bits > b.bits ? 1 : 0))
}
