import { formatInstant } from '../model/format-instant.js'
import { formatAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import type { Behaviour, Call, Decision } from '../policy/call.js'
import { decide } from '../policy/decide.js'
import { goodCall } from '../policy/good-call.js'
import { type Way, witnessOf } from '../policy/reach.js'
import { ticketHeader } from '../policy/ticket.js'
import type { LineCoverage } from './coverage.js'

export interface Suggestions {
  /** A scenario file; undefined when there is nothing to add. */
  readonly yaml: string | undefined
  /** Ends and exits, as `line: edge`, that hang on something a scenario cannot say. */
  readonly unsayable: readonly string[]
}

/** Scenarios that touch what the coverage says is untouched, with what the model expects of them. */
export function suggestScenarios(project: Project, coverage: readonly LineCoverage[]): Suggestions {
  const found = coverage.map(lineCoverage => suggestForLine(project, lineCoverage))
  const blocks = found.flatMap(({ scenarios }) => scenarios)
  return {
    yaml: blocks.length === 0 ? undefined : `scenarios:\n${blocks.join('')}`,
    unsayable: found.flatMap(({ unsayable }) => unsayable),
  }
}

function suggestForLine(
  project: Project,
  { line, untouched, outcomes }: LineCoverage,
): { scenarios: string[]; unsayable: string[] } {
  const touched = new Set<string>()
  const scenarios: string[] = []
  const unsayable: string[] = []
  // Ends before exits: on the way to an end a call takes the exits that lead there.
  for (const way of [...untouched.filter(isEnd), ...untouched.filter(other => !isEnd(other))]) {
    if (touched.has(way.edge)) continue
    const call = inWords(witnessOf(project, line, way))
    const decision = call && decide(project, call)
    if (!call || !decision?.path.includes(way.edge)) {
      unsayable.push(way.edge)
      continue
    }
    for (const edge of decision.path) touched.add(edge)
    scenarios.push(formatScenario(`${line.id}: ${decision.path.join(', ')}`, project, line, call, decision))
  }
  if (outcomes.includes('rejected')) scenarios.push(stranger(project, line))
  const left = unsayable.filter(edge => !touched.has(edge))
  return { scenarios, unsayable: left.map(edge => `${line.id}: ${edge}`) }
}

function isEnd({ edge }: Way): boolean {
  return !edge.includes(' ')
}

/**
 * The call in a world that scenarios have words for: all targets do the same, no phone is absent, nobody waits.
 * undefined when such a world is another one.
 */
function inWords(call: Call): Call | undefined {
  const { agents, waiting, targets } = call.world
  if (waiting > 0 || [...agents.values()].includes('unreachable')) return undefined
  const [overflow = 200] = targets.values()
  return { ...call, world: { ...call.world, overflow, targets: new Map() } }
}

const words: Readonly<Record<Behaviour, string>> = { 0: 'ring', 200: 'answer', 486: 'busy', 603: 'decline' }

/** Texts are written as JSON, which YAML reads as it is. */
function formatScenario(name: string, project: Project, line: Line, call: Call, decision: Decision): string {
  const { talk, agents, overflow, keys } = call.world
  const timed = line.hours ?? line.override ?? line.overflow.find(({ during }) => during)
  const zone = line.hours?.timezone ?? project.site.timezone
  const ticket = call.headers.find(([header]) => header === ticketHeader)?.[1]
  const parts = [
    `line: ${idText(line.id)}`,
    `from: ${formatAddressText(call.source)}`,
    ...(call.transport === 'udp' ? [] : [`transport: ${call.transport}`]),
    ...(timed ? [`at: ${JSON.stringify(formatInstant(call.at, zone))}`] : []),
    ...(ticket === undefined ? [] : [`ticket: ${ticket}`]),
    ...describeOffer(call),
  ]
  return [
    `  - name: ${JSON.stringify(name)}`,
    `    call: {${parts.join(', ')}}`,
    ...(talk === 200 ? [] : [`    talk: ${say(talk)}`]),
    ...(agents.size === 0
      ? []
      : [
          `    agents: {${Array.from(agents, ([id, state]) => `${idText(id)}: ${say(state as Behaviour)}`).join(', ')}}`,
        ]),
    ...(overflow === 200 ? [] : [`    overflow: ${say(overflow)}`]),
    ...(keys.length === 0 ? [] : [`    steps: [{press: ${JSON.stringify(keys.join(''))}}]`]),
    `    expect: {${expectation(decision).join(', ')}}`,
    '',
  ].join('\n')
}

/** An id that YAML would read as a number or a truth value is quoted. */
function idText(id: string): string {
  return /^[a-z]/.test(id) && !/^(true|false|null)$/.test(id) ? id : JSON.stringify(id)
}

/** IPv6 addresses have colons, which mean something to YAML. */
function formatAddressText(address: string): string {
  return address.includes(':') ? JSON.stringify(address) : address
}

/** Nothing when it is what a scenario offers by itself. */
function describeOffer({ source, offer }: Call): string[] {
  if (!offer || typeof offer === 'string') return []
  const [media = source] = offer.addresses
  const [port] = offer.ports
  const parts = [
    ...(media === source ? [] : [`media: ${formatAddressText(media)}`]),
    ...(port === undefined || port === 40000 ? [] : [`port: ${port}`]),
    ...(offer.profile === 'RTP/AVP' ? [] : [`profile: ${offer.profile}`]),
  ]
  return parts.length === 0 ? [] : [`offer: {${parts.join(', ')}}`]
}

function say(behaviour: Behaviour): string {
  return words[behaviour] ?? String(behaviour)
}

function expectation({ outcome, status, reason, ticket, to, agent }: Decision): string[] {
  // Silence has no status.
  if (outcome === 'rejected')
    return [
      `outcome: ${outcome}`,
      ...(status === undefined ? [] : [`status: ${status}`]),
      `reason: ${reason}`,
    ]
  return [
    `outcome: ${outcome}`,
    ...(outcome === 'hangup' ? [`status: ${status}`] : []),
    ...(outcome === 'overflow' ? [`to: ${JSON.stringify(to)}`, 'ticket: none'] : []),
    ...(agent === undefined ? [] : [`agent: ${idText(agent)}`]),
    ...(ticket === undefined ? [] : [`ticket: ${ticket}`]),
  ]
}

/** Somebody whom the line does not allow, from the ranges for documentation (RFC 5737) where they are free. */
function stranger(project: Project, line: Line): string {
  const good = goodCall(project, line, 0)
  const sources = ['192.0.2', '198.51.100', '203.0.113'].flatMap(net => [`${net}.66`, `${net}.166`])
  const far = formatAddress(4, 0xcb00_71fdn)
  const source = [...sources, far].find(
    address => decide(project, { ...good, source: address }).reason === 'source',
  )
  const call = { ...good, source: source ?? far }
  return formatScenario(
    `${line.id}: a stranger`,
    project,
    { ...line, hours: undefined, override: undefined, overflow: [] },
    { ...call, offer: undefined, headers: [] },
    decide(project, call),
  )
}
