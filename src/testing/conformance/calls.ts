import fc from 'fast-check'
import { formatInstant } from '../../model/format-instant.js'
import { formatAddress } from '../../model/network.js'
import type { Line, Project } from '../../model/project.js'
import { offsetSpans } from '../../model/zone-clock.js'
import { lineTimes, minute, openTimes } from '../../policy/timeline.js'
import { absentAgents, dates, zones } from './project.js'

/** A scenario as plain data, in the shape of the YAML. */
export interface ScenarioData {
  readonly name: string
  readonly call: Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}

/**
 * The instants at which calls come: the first minute and the last of what some line's day is made of, the nights
 * the clocks change, and any others. For a minute from each of them on, no schedule changes its mind.
 */
export function arbitraryInstants(project: Project, count: number): fc.Arbitrary<number[]> {
  const edges = dates.flatMap(date => edgesOn(project, date))
  const any = fc
    .tuple(fc.constantFrom(...dates), fc.integer({ min: 0, max: 1439 }))
    .map(([date, at]) => Date.parse(`${date}T00:00Z`) + at * minute)
  return fc
    .uniqueArray(
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...edges) }, { weight: 1, arbitrary: any }),
      {
        minLength: count,
        maxLength: count,
      },
    )
    .map(instants => instants.sort((a, b) => a - b))
}

function edgesOn(project: Project, date: string): number[] {
  const noon = Date.parse(`${date}T12:00Z`)
  const period = { from: noon - 1440 * minute, to: noon + 1440 * minute }
  const sets = [
    ...project.schedules.map(schedule => openTimes(schedule, period)),
    ...project.lines.slice(0, 12).map(line => lineTimes(line, period)),
  ]
  const changes = zones.flatMap(zone => offsetSpans(zone, period.from, period.to).slice(1))
  const edges = [...sets.flat().flatMap(({ from, to }) => [from, to]), ...changes.map(({ from }) => from)]
  return [...new Set([...edges.flatMap(edge => [edge, edge - minute]), noon])]
}

/** A call of any kind to one of the lines at an instant, good more often than not. */
export function arbitraryScenario(
  project: Project,
  instant: number,
  name: string,
): fc.Arbitrary<ScenarioData> {
  return fc.constantFrom(...project.lines).chain(line =>
    fc
      .record({
        uri: uri(line),
        from: source(line),
        transport: fc.constantFrom(undefined, undefined, 'tcp'),
        ticket: ticket(),
        uri_ticket: weighted([
          [16, undefined],
          [2, '4712'],
          [1, ''],
          [1, '0'],
          [1, '99999999999999999999'],
        ]),
        headers: weighted<unknown>([
          [16, undefined],
          [1, ['X-Zendesk-Priority: high', 'X-Sipin-Line: l0', 'X-Sipin-Leg: talk']],
          [1, ['User-to-User: 4711;encoding=text', 'P-Asserted-Identity: <sip:+33199009999@192.0.2.1>']],
          [1, ['User-to-User: 0034373131']],
          [1, ['User-to-User: "4711";encoding=text']],
          [1, ['User-to-User: abc']],
          [1, ['X-Vendor-Ticket: 815']],
          [1, ['x-vendor-ticket : 0815']],
          [1, ['X-Vendor-Ticket: 815', 'X-Vendor-Ticket: 816']],
        ]),
        offer: offer(),
        talk: status(),
        overflow: status(),
        agents: agentStates(line),
        steps: keys(line),
      })
      .map(({ uri: called, talk, overflow, agents, steps, ...call }) =>
        defined({
          name,
          call: defined({ line: line.id, uri: called, ...call, at: formatInstant(instant, 'UTC') }),
          talk,
          overflow,
          agents,
          steps,
          expect: { outcome: 'hangup' },
        }),
      ),
  )
}

function weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))
}

function uri({ id, uri: { value } }: Line): fc.Arbitrary<string | undefined> {
  return weighted<string | undefined>([
    [40, undefined],
    [3, `sip:anybody@${value.host}`],
    [1, `sip:${id}@sip.acme.example`],
    [1, `sip:${id.toUpperCase()}@SIP.Acme.Example`],
    [1, `sip:${id}@198.51.100.10`],
    [1, `sip:${id}@10.0.0.5`],
    [1, `sip:${value.host.toUpperCase()};transport=udp`],
    [1, 'sip:nobody@sip.acme.example'],
    [1, 'sip:sip.acme.example'],
    [1, 'sip:l0@unknown.example'],
  ])
}

function source({ allow }: Line): fc.Arbitrary<string> {
  const own = allow.flatMap(({ value: { family, first, last } }) => [
    formatAddress(family, first),
    formatAddress(family, first + 1n),
    formatAddress(family, last),
  ])
  return fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...own) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '203.0.113.5',
        '203.0.113.20',
        '203.0.113.33',
        '192.0.2.130',
        '198.51.100.70',
        '54.172.60.1',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('192.0.2.66', '203.0.113.40', '198.51.100.96', '54.172.60.4') },
  )
}

const oddTickets = [
  '0',
  '007',
  '+12',
  '-5',
  '12a',
  '4711 ',
  '12, 34',
  '"12"',
  '4711;x=1',
  '1234567890123456789',
  '12345678901234567890',
  '1e3',
  '٤٧',
]

function ticket(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 2 ** 40 }).map(String) },
    { weight: 2, arbitrary: fc.constantFrom(...oddTickets) },
    { weight: 1, arbitrary: fc.constantFrom(['4711', '4711'], ['4711', '4712']) },
  )
}

function offer(): fc.Arbitrary<unknown> {
  const known = ['PCMU', 'PCMA', 'G729', 'opus', 'G722', 'telephone-event']
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    {
      weight: 7,
      arbitrary: fc
        .record({
          codecs: fc.oneof(
            { weight: 2, arbitrary: fc.shuffledSubarray(known, { minLength: 1 }) },
            {
              weight: 3,
              arbitrary: fc.constantFrom(['PCMA', 'PCMU', 'telephone-event'], ['PCMU'], ['PCMA']),
            },
          ),
          media: weighted<string | undefined>([
            [12, undefined],
            [1, '168.86.129.7'],
            [1, '198.51.100.200'],
            [1, '192.0.2.66'],
            [1, '203.0.113.20'],
          ]),
          port: weighted<number | undefined>([
            [14, undefined],
            [1, 20000],
            [1, 16384],
            [1, 1023],
            [1, 9998],
            [1, 60002],
            [1, 0],
          ]),
          profile: weighted<string | undefined>([
            [10, undefined],
            [1, 'RTP/SAVP'],
            [1, 'RTP/AVPF'],
          ]),
        })
        .map(defined),
    },
  )
}

function status(): fc.Arbitrary<unknown> {
  return weighted<unknown>([
    [6, undefined],
    [1, 'busy'],
    [1, 'decline'],
    [1, 403],
    [1, 500],
  ])
}

/** Mostly a key that does something; seldom none, for that takes long. */
function keys({ menu }: Line): fc.Arbitrary<unknown> {
  if (!menu) return fc.constant(undefined)
  const known = menu.keys.map(({ key }) => ({ weight: 20, arbitrary: fc.constant([{ press: key }]) }))
  return fc.oneof(...known, { weight: 1, arbitrary: fc.constant(undefined) })
}

function agentStates({ answer }: Line): fc.Arbitrary<unknown> {
  if (answer?.kind !== 'agents') return fc.constant(undefined)
  const one = weighted<string>([
    [3, 'answer'],
    [1, 'busy'],
    [1, 'decline'],
  ])
  return fc.record(
    Object.fromEntries(
      answer.agents
        .filter(({ value: { id } }) => !absentAgents.includes(id))
        .map(({ value: { id } }) => [id, one]),
    ),
    {
      noNullPrototype: true,
    },
  )
}

function defined<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T
}
