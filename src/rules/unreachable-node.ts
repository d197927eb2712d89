import { formatListen, isLoopback } from '../model/endpoint.js'
import type { Rule } from './rule.js'

export const unreachableNode: Rule = {
  code: 'unreachable-node',
  severity: 'error',
  summary: 'edge and nodes reach each other',
  why: 'Every call crosses the edge and a node; without a way between them each is refused with 503.',
  *check({ edge: { inside }, nodes }) {
    for (const { id, sip, place } of nodes) {
      if (!place) continue
      const six = sip.address.includes(':')
      const help = `write the edge's address on the network of the node, as in \`inside: ${six ? '"udp:[2001:db8::5]:5060"' : 'udp:10.0.0.5:5060'}\``
      const between = `node \`${id}\` is at ${sip.address}, and the edge speaks to it from \`${formatListen(inside)}\``
      if (six !== (inside.family === 6))
        yield { message: `${between}, of the other family of addresses`, place, help }
      else if (isLoopback(inside.address) && !isLoopback(sip.address))
        yield { message: `${between}, where no other machine can answer`, place, help }
    }
  },
}
