import { type Call, type Fault, quietWorld } from '../policy/call.js'
import { parseRequestUri } from '../policy/request-uri.js'
import { ticketHeader } from '../policy/ticket.js'
import type { Scenario } from './scenario.js'

/** The call of a scenario as the model sees it. A scenario without a time takes place at the given one. */
export function scenarioCall({ call, talk, agents, overflow }: Scenario, anyTime: number): Call {
  const { codecs, media, port, profile } = call.offer
  const uri = parseRequestUri(call.uri)
  const lines = call.headers.map(readHeaderLine)
  const strange = call.headers.find((_, index) => lines[index] === undefined)
  return {
    source: call.from,
    transport: call.transport,
    method: 'INVITE',
    uri: {
      user: uri?.user,
      host: uri?.host ?? '',
      headers: call.uriTicket === undefined ? uri?.headers : `${ticketHeader}=${call.uriTicket}`,
    },
    maxForwards: 70,
    headers: [
      ...lines.flatMap(line => (line ? [line] : [])),
      ...call.tickets.map(ticket => [ticketHeader, ticket] as const),
    ],
    from: call.caller ?? '+33199000001',
    offer: {
      // A section with port 0 is refused by whoever offers it, and nothing it names counts.
      codecs: port === 0 ? [] : codecs,
      addresses: [media ?? call.from],
      ports: port === 0 ? [] : [port ?? 40000],
      profile,
    },
    at: call.at?.value ?? anyTime,
    fault: strange === undefined ? undefined : headerFault(strange),
    world: { ...quietWorld, talk, agents, overflow },
  }
}

/** Name and value of a header line as it goes over the wire; undefined when it has no colon. */
export function readHeaderLine(line: string): readonly [string, string] | undefined {
  const colon = line.indexOf(':')
  return colon < 0 ? undefined : [line.slice(0, colon).trim(), line.slice(colon + 1)]
}

/** To neither engine is this SIP, and from what is left not even a 400 can be made. */
export function headerFault(line: string): Fault {
  const name = /^\s*([A-Za-z0-9-]+)\s*=/.exec(line)?.[1]
  const text =
    name === undefined
      ? `\`${line}\` is no header line: it has no colon`
      : `\`${line}\` is no header line: a header is written with a colon (\`${name}: …\`); with \`=\` it is a URI header, which stands after the \`?\` of a URI`
  return { text, answered: false }
}
