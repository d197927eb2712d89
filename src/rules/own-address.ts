import type { Place } from '../diagnostic.js'
import { isLoopback } from '../model/endpoint.js'
import { formatNetwork, holds, parseAddress } from '../model/network.js'
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
        // wide-range says enough of a range that holds half the Internet.
        if (value.prefix < 8) continue
        const mine = own.find(({ text }) => {
          const address = parseAddress(text)
          return address !== undefined && holds(value, address)
        })
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

interface OwnAddress {
  readonly text: string
  readonly whose: string
  readonly place: Place | undefined
}

function ownAddresses({ edge, nodes }: Project): OwnAddress[] {
  const all: OwnAddress[] = [
    ...edge.listen.map(({ value, place }) => ({ text: value.address, whose: 'the edge', place })),
    { text: edge.inside.address, whose: 'the edge', place: undefined },
    ...nodes.flatMap(({ id, place, sip, media }) =>
      [sip.address, media ?? sip.address].map(text => ({ text, whose: `node \`${id}\``, place })),
    ),
  ]
  return all.filter(({ text }) => !isLoopback(text))
}
