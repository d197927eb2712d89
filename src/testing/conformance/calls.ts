import fc from 'fast-check'
import { formatInstant } from '../../model/format-instant.js'
import type { Line, Project } from '../../model/project.js'
import { offsetSpans } from '../../model/zone-clock.js'
import { lineTimes, minute, openTimes } from '../../policy/timeline.js'
import {
  arbitraryCaller,
  arbitraryHeaders,
  arbitraryRefers,
  arbitrarySource,
  arbitraryTicket,
  arbitraryUri,
  weighted,
} from './callers.js'
import { absentAgents } from './lines.js'
import { dates, zones } from './schedules.js'

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
  const edges = dates.flatMap(date => edgesOn(project, project.lines.slice(0, 12), date))
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

/** An instant after which no schedule changes its mind for so many minutes. */
export function arbitraryQuietInstant(project: Project, minutes: number): fc.Arbitrary<number> {
  const edges = dates.flatMap(date => edgesOn(project, project.lines, date))
  const quiet = edges.filter(at => !edges.some(edge => edge > at && edge <= at + minutes * minute))
  return fc.constantFrom(...quiet)
}

function edgesOn(project: Project, lines: readonly Line[], date: string): number[] {
  const noon = Date.parse(`${date}T12:00Z`)
  const period = { from: noon - 1440 * minute, to: noon + 1440 * minute }
  const sets = [
    ...project.schedules.map(schedule => openTimes(schedule, period)),
    ...lines.map(line => lineTimes(line, period)),
  ]
  const changes = zones.flatMap(zone => offsetSpans(zone, period.from, period.to).slice(1))
  const edges = [...sets.flat(), ...changes.map(({ from }) => from)]
  return [...new Set([...edges.flatMap(edge => [edge, edge - minute]), noon])]
}

/** What a made call is beside chance. */
export interface Making {
  readonly instant: number
  /** No other call of the project has this one. */
  readonly number: number
  /** Whether whoever is called may ring until it is too much, and for how long. */
  readonly ringing: 'not' | 'shortly' | 'a minute'
}

/** A call of any kind to one of the lines at an instant, good more often than not. */
export function arbitraryScenario(
  project: Project,
  { instant, number, ringing }: Making,
): fc.Arbitrary<ScenarioData> {
  // Few lines have agents, and their calls have the most ways to go.
  const byAgents = project.lines.filter(({ answer }) => answer?.kind === 'agents')
  return fc.constantFrom(...project.lines, ...byAgents).chain(line =>
    fc
      .record({
        uri: arbitraryUri(line),
        from: arbitrarySource(line),
        transport: weighted([
          [8, undefined],
          [4, 'tcp'],
          [1, 'tls'],
        ]),
        caller: arbitraryCaller(number),
        ticket: arbitraryTicket(),
        uri_ticket: weighted([
          [40, undefined],
          [3, '4712'],
          [1, ''],
          [1, '0'],
          [1, '99999999999999999999'],
        ]),
        headers: arbitraryHeaders(number),
        offer: offer(),
        late: weighted([
          [12, undefined],
          [1, true],
        ]),
        talk: status(ringing === 'a minute'),
        talk_media: weighted([
          [24, undefined],
          [1, '192.0.2.66'],
        ]),
        overflow: status(ringing !== 'not'),
        zendesk: project.zendesk
          ? weighted<unknown>([
              [6, undefined],
              [1, 'slow'],
              [1, 429],
              [1, 500],
              [1, 'down'],
            ])
          : fc.constant(undefined),
        agents: agentStates(line, ringing),
        keys: keys(line, ringing),
        refers: arbitraryRefers(project, line),
      })
      .map(({ uri, talk, talk_media, overflow, zendesk, agents, keys: pressed, refers, ...call }) =>
        defined({
          name: `call ${number}`,
          call: defined({ line: line.id, uri, ...call, at: formatInstant(instant, 'UTC') }),
          ...{ talk, talk_media, overflow, zendesk, agents },
          // Talk would ring at each return.
          steps: stepsOf(pressed, talk === 'ring' ? undefined : refers),
          expect: { outcome: 'hangup' },
        }),
      ),
  )
}

function offer(): fc.Arbitrary<unknown> {
  const known = ['PCMU', 'PCMA', 'G729', 'opus', 'G722', 'telephone-event']
  return fc.oneof(
    { weight: 24, arbitrary: fc.constant(undefined) },
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

function status(slow: boolean): fc.Arbitrary<unknown> {
  return weighted<unknown>([
    [18, undefined],
    [3, 'busy'],
    [3, 'decline'],
    [3, 403],
    [3, 500],
    [slow ? 20 : 0, 'ring'],
    [slow ? 10 : 0, 'silent'],
  ])
}

function stepsOf(
  pressed: readonly unknown[] | undefined,
  refers: readonly object[] | undefined,
): unknown[] | undefined {
  const steps = [...(pressed ?? []), ...(refers ?? [])]
  return steps.length > 0 ? steps : undefined
}

/** A key that does something; none only where there is time, for three turns of a menu take long. */
function keys({ menu }: Line, ringing: Making['ringing']): fc.Arbitrary<unknown[] | undefined> {
  if (!menu) return fc.constant(undefined)
  const known = menu.keys.map(({ key }): [number, unknown[]] => [20, [{ press: key }]])
  return weighted<unknown[] | undefined>([...known, [ringing === 'not' ? 0 : 20, undefined]])
}

/** Who only rings, rings until a queue is full or until it is too much. */
function agentStates({ answer, limits, menu }: Line, ringing: Making['ringing']): fc.Arbitrary<unknown> {
  if (answer?.kind !== 'agents') return fc.constant(undefined)
  const present = answer.agents.map(({ value: { id } }) => id).filter(id => !absentAgents.includes(id))
  const long = answer.offerTime > 20
  const rings = ringing === 'a minute' || (ringing === 'shortly' && !long)
  const one = weighted<string>([
    [6, 'answer'],
    [2, 'busy'],
    [2, 'decline'],
    [rings ? (long ? 4 : 8) : 0, 'ring'],
  ])
  const some = fc.record(Object.fromEntries(present.map(id => [id, one])), { noNullPrototype: true })
  const crowded =
    answer.maxQueue <= 2 && !menu && limits.calls === undefined && limits.perSecond === undefined
  if (!crowded || present.length === 0) return some
  const allRing = Object.fromEntries(present.map(id => [id, 'ring']))
  return fc.oneof({ weight: 5, arbitrary: some }, { weight: 1, arbitrary: fc.constant(allRing) })
}

function defined<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T
}
