import fc from 'fast-check'
import { arbitraryScheduleId, arbitraryWeekly } from './schedules.js'

export interface LineData {
  readonly uri: string
  readonly allow: readonly string[]
  readonly [key: string]: unknown
}

/** Ranges of callers: some of whom only one line knows, and those that every customer of Twilio calls from. */
const callerRanges = [
  '203.0.113.0/28',
  '203.0.113.16/28',
  '203.0.113.32/29',
  '192.0.2.128/29',
  '198.51.100.64/27',
  '54.172.60.0/30',
]

/** Two agents for each of the first lines. */
export const agentIds: readonly string[] = Array.from({ length: 16 }, (_, index) => `a${index}`)

/** Agents whose phones are switched off. */
export const absentAgents: readonly string[] = ['a5', 'a14', 'a15']

/** What a line's other keys hang on. */
interface Kind {
  readonly index: number
  readonly byAgents: boolean
  readonly voicemail: boolean
  readonly overflow: boolean
}

/** Every line has hosts of its own, and agents whom no other line has: so calls to different lines do not meet. */
export function arbitraryLine(index: number): fc.Arbitrary<LineData> {
  return fc
    .record({ byAgents: fc.boolean(), voicemail: fc.boolean(), overflow: fc.constantFrom(true, true, false) })
    .map(kind => ({ ...kind, byAgents: kind.byAgents && 2 * index < agentIds.length, index }))
    .chain(kind =>
      fc
        .record({
          allow: fc.uniqueArray(fc.constantFrom(...callerRanges), { minLength: 1, maxLength: 3 }),
          ticket: often<unknown>(2, undefined, [
            'optional',
            'required',
            { policy: 'required', also: ['User-to-User'] },
            { also: ['X-Vendor-Ticket', 'User-to-User'] },
          ]),
          caller_id: often<unknown>(5, undefined, [
            { from: ['p-asserted-identity', 'from'], anonymous: 'pass' },
            { anonymous: 'reject' },
            { from: ['p-asserted-identity'], anonymous: 'reject' },
            { from: ['remote-party-id', 'p-asserted-identity', 'from'] },
          ]),
          codecs: often<unknown>(2, undefined, [['PCMU'], ['PCMA'], ['PCMA', 'PCMU']]),
          media: media(),
          limits: often<unknown>(9, undefined, [
            { calls: 1 },
            { calls: 3 },
            { per_second: 1 },
            { per_second: 2 },
            { calls: 2, per_second: 1 },
          ]),
          hours: fc.oneof(arbitraryScheduleId(), arbitraryWeekly(), fc.constant(undefined)),
          override: override(),
          overflow: kind.overflow ? overflow(index) : fc.constant(undefined),
          voicemail: voicemail(kind),
          menu: often(3, undefined, [menu(kind)]),
          answer: kind.byAgents ? answerByAgents(index) : answerByTalk(),
        })
        .map(({ answer, overflow: targets, ...rest }) =>
          withoutUndefined({
            uri: kind.byAgents ? `sip:l${index}@sip.acme.example` : `sip:l${index}@l${index}.sip.twilio.com`,
            ...rest,
            // A name gets an address of what the line allows, and of Twilio's range Talk has the address already.
            overflow:
              targets && !rest.allow.includes('54.172.60.0/30') ? targets : withAddresses(targets, index),
            ...answer,
          }),
        ),
    )
}

function often<T>(weight: number, usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    ...others.map(other => ({ weight: 1, arbitrary: fc.constant(other) })),
  )
}

function answerByTalk(): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({ secure: often<unknown>(4, undefined, [true]) })
}

function answerByAgents(index: number): fc.Arbitrary<Record<string, unknown>> {
  const own = agentIds.slice(2 * index, 2 * index + 2)
  return fc.record({
    agents: fc.integer({ min: 1, max: own.length }).map(count => own.slice(0, count)),
    greeting: often<unknown>(2, undefined, [promptFile]),
    music: often<unknown>(3, undefined, [musicFolder]),
    offer_time: often<unknown>(2, '15s', ['16s', '2m', '2m']),
    max_wait: often<unknown>(4, '1m', [undefined]),
    max_queue: often<unknown>(2, undefined, [0, 1, 2]),
  })
}

function voicemail({ voicemail: on }: Kind): fc.Arbitrary<unknown> {
  return on
    ? often<unknown>(3, true, [{ max_length: '1m' }, { greeting: promptFile, max_length: '3m' }])
    : fc.constantFrom(false, false, undefined)
}

/** Forced open or closed until one of the days on which calls come, or for good. */
function override(): fc.Arbitrary<unknown> {
  const until = fc.constantFrom(
    undefined,
    '2026-11-28T10:00',
    '2027-01-01T00:00',
    '2027-03-28T02:30',
    '2027-10-31T02:30',
  )
  const one = fc
    .tuple(fc.constantFrom('open', 'closed'), until)
    .map(([state, end]) => withoutUndefined({ state, until: end }))
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
}

/** The keys are those that the line has something for. */
function menu({ index, byAgents, voicemail: recorded, overflow: overflows }: Kind): unknown {
  const keys = {
    1: byAgents ? 'agents' : 'talk',
    2: `sip:k@198.18.${110 + index}.1`,
    3: `tel:+3319912${String(index).padStart(4, '0')}`,
    '*': recorded ? 'voicemail' : undefined,
    '#': overflows ? 'overflow' : undefined,
  }
  return { prompt: promptFile, keys: withoutUndefined(keys) }
}

/** Every prompt and greeting says the same, and every queue plays it. */
export const promptFile = 'sounds/menu.wav'
export const musicFolder = 'sounds/hold/'

function media(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    undefined,
    undefined,
    'any',
    ['twilio', 'allow'],
    ['allow'],
    ['allow', { ranges: ['198.51.100.128/25'], ports: '16384-32767' }],
    [{ ranges: ['203.0.113.0/26', '192.0.2.128/29'], ports: '20000-50000' }, 'twilio'],
  )
}

/** Whoever is called in the lab sends audio from there. */
const targetMedia = [
  { ranges: ['198.18.0.0/16', '192.0.2.0/24'], ports: '20000-60000' },
  '203.0.113.0/24',
  '198.51.100.0/24',
  'twilio',
]

interface TargetData {
  readonly to: string
  readonly during?: string
  readonly ring?: string
  readonly media?: unknown
}

function withAddresses(
  targets: readonly TargetData[] | undefined,
  index: number,
): readonly TargetData[] | undefined {
  return targets?.map((target, n) =>
    target.to.startsWith('tel:') ? target : { ...target, to: `sip:t${n}@198.18.${10 + index}.${n + 1}` },
  )
}

function overflow(index: number): fc.Arbitrary<readonly TargetData[]> {
  const target = (n: number): string =>
    n === 1 ? `tel:+3319965${String(index).padStart(4, '0')}` : `sip:t${n}@t${n}.l${index}.example`
  const entry = (n: number) =>
    fc
      .record({
        during: fc.option(arbitraryScheduleId(), { nil: undefined }),
        ring: often<string | undefined>(6, '5s', ['7s', undefined]),
        media: often<unknown>(4, undefined, [targetMedia]),
      })
      .map(more => withoutUndefined({ to: target(n), ...more }) as TargetData)
  return fc.oneof(
    fc.constant([{ to: target(0), ring: '5s' }]),
    fc
      .integer({ min: 1, max: 3 })
      .chain(count => fc.tuple(...Array.from({ length: count }, (_, n) => entry(n)))),
  )
}

function withoutUndefined<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T
}
