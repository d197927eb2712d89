import type { Place } from '../diagnostic.js'
import { formatHost, formatListen } from '../model/endpoint.js'
import type { Rule } from './rule.js'

export const duplicateAddress: Rule = {
  code: 'duplicate-address',
  severity: 'error',
  summary: 'edge and nodes have addresses of their own',
  why: 'Two servers cannot listen on one address and port; the second does not start.',
  *check({ edge, nodes }) {
    const owners = new Map<string, Place>()
    const taken = [
      ...edge.listen.map(({ value, place }) => ({ name: formatListen(value), place })),
      ...nodes.flatMap(({ sip, place }) => {
        const family = sip.address.includes(':') ? 6 : 4
        return place
          ? [{ name: `udp:${formatHost({ family, address: sip.address })}:${sip.port}`, place }]
          : []
      }),
    ]
    for (const { name, place } of taken) {
      const owner = owners.get(name)
      if (owner) {
        yield {
          message: `\`${name}\` is taken already`,
          place,
          related: [{ place: owner, text: 'taken here' }],
          help: `choose another port, such as \`${name.replace(/^.*?:/, '').replace(/\d+$/, port => String(Number(port) < 65535 ? Number(port) + 1 : 5060))}\``,
        }
      } else {
        owners.set(name, place)
      }
    }
  },
}
