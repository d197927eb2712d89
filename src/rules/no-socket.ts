import type { Located, Place } from '../diagnostic.js'
import { formatListen, isLoopback } from '../model/endpoint.js'
import type { Destination, Edge, Line, Listen, Project } from '../model/project.js'
import { isPrivate } from '../model/reachable.js'
import { formatSipUri, type SipUri } from '../model/sip-uri.js'
import { callsTalk } from '../policy/plan-of.js'
import { asYaml } from '../source/as-yaml.js'
import type { Rule, RuleFinding } from './rule.js'

export const noSocket: Rule = {
  code: 'no-socket',
  severity: 'error',
  summary: 'the edge has a socket for everybody whom it calls',
  why: 'A call leaves from a socket of `edge.listen`, of its transport and its family of addresses; without one the edge answers in place of whoever is called, and the call goes where unanswered calls go. The socket for the nodes does not count: nobody outside may answer to it.',
  *check(project) {
    const { edge } = project
    const transports = transportsOf(edge.listen)
    for (const called of everybodyCalled(project))
      if (!hasSocket(edge, transports, called)) yield lackOf(edge, called)
  },
}

/** Somebody outside whom the edge calls, at one address. */
interface Called {
  readonly uri: Located<SipUri>
  readonly over: Listen['transport']
  /** undefined: a name, which may resolve to either family. */
  readonly family: 4 | 6 | undefined
  readonly whose: 'talk' | 'secure-talk' | 'agent' | 'other'
}

function* everybodyCalled({ lines, trunks, agents, talk }: Project): Generator<Called> {
  const [family, ...others] = new Set(talk.signalling.map(range => range.family))
  for (const { uri } of trunks) yield calledAt(uri, 'other')
  for (const { uri } of agents) yield calledAt(uri, 'agent')
  for (const line of lines) {
    if (callsTalk(line)) yield talkOf(line, others.length === 0 ? family : undefined)
    for (const { to } of line.overflow) if (to.value.kind === 'sip') yield sipTarget(to.value, to.place)
    for (const { action } of line.menu?.keys ?? [])
      if (action.value.kind === 'target' && action.value.to.kind === 'sip')
        yield sipTarget(action.value.to, action.place)
  }
}

function calledAt(uri: Located<SipUri>, whose: Called['whose']): Called {
  const { transport, hostKind } = uri.value
  return { uri, over: transport ?? 'udp', family: families[hostKind], whose }
}

const families = { name: undefined, ipv4: 4, ipv6: 6 } as const

function talkOf({ uri, secure }: Line, family: Called['family']): Called {
  return secure.talk.value
    ? { uri, over: 'tls', family, whose: 'secure-talk' }
    : { uri, over: uri.value.transport ?? 'udp', family, whose: 'talk' }
}

function sipTarget({ uri }: Extract<Destination, { kind: 'sip' }>, place: Place): Called {
  return calledAt({ value: uri, place }, 'other')
}

function hasSocket(edge: Edge, transports: ReadonlySet<Listen['transport']>, called: Called): boolean {
  const { listen, inside } = edge
  const { over, family, whose } = called
  const speaks = transports.has(over)
  // no-tls shows where the line says that it is secure.
  if (!speaks && whose === 'secure-talk') return true
  if (isPhoneBehindNat(edge, called)) return inside.family === 4 && !isLoopback(inside.address)
  if (listen.length === 0) return speaks && family !== 6
  return listen.some(({ value }) => value.transport === over && (family ?? value.family) === value.family)
}

/** Behind NAT the phones of the site are called from the socket for the nodes. */
function isPhoneBehindNat({ listen, advertise }: Edge, { uri, over, family, whose }: Called): boolean {
  const isPhone = whose === 'agent' && over === 'udp' && family === 4
  return advertise !== undefined && listen.length > 0 && isPhone && isPrivate(uri.value.host)
}

/** Without `listen` the edge has UDP and TCP of every IPv4 address. */
function transportsOf(listen: Edge['listen']): ReadonlySet<Listen['transport']> {
  return new Set(listen.length === 0 ? ['udp', 'tcp'] : listen.map(({ value }) => value.transport))
}

function lackOf(edge: Edge, called: Called): RuleFinding {
  const { listen, inside } = edge
  const { uri, over, family, whose } = called
  if (isPhoneBehindNat(edge, called))
    return {
      message: `\`${formatSipUri(uri.value)}\` is called from \`${formatListen(inside)}\`, which it cannot answer`,
      place: uri.place,
      help: 'write the IPv4 address that the site has for the edge, as in `inside: udp:10.0.0.5:5070`, with nodes that have IPv4 addresses',
    }
  const whom = `\`${formatSipUri(uri.value)}\`${whose === 'other' || whose === 'agent' ? '' : ', which is Talk,'}`
  const lack = transportsOf(listen).has(over)
    ? `has no ${over.toUpperCase()} socket with an IPv${family} address`
    : `does not listen on ${over.toUpperCase()}`
  const wanted = exampleListen(listen, over, family ?? 4)
  const also = over === 'tls' ? ', and `edge.tls`' : ''
  const udp = exampleListen(listen, 'udp', 4)
  return {
    message: `${whom} is called over ${over.toUpperCase()}, and the edge ${lack}`,
    place: uri.place,
    help:
      listen.length > 0
        ? `add \`${wanted}\` to \`edge.listen\`${also}, or another address of the edge`
        : `write \`listen: [${udp}, ${wanted}]\` under \`edge\`${also}, with the edge's own addresses`,
  }
}

/** A listener as it may be written, at an address that the edge has where one is known. */
function exampleListen(listen: Edge['listen'], transport: Listen['transport'], family: 4 | 6): string {
  const known = listen.find(({ value }) => value.family === family)?.value.address
  const address = known ?? (family === 4 ? '198.51.100.10' : '2001:db8::10')
  return asYaml(formatListen({ transport, family, address, port: transport === 'tls' ? 5061 : 5060 }))
}
