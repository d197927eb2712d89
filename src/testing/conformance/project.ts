import fc from 'fast-check'

/** A project as plain data, in the shape of the YAML; JSON is YAML. */
export interface ProjectData {
  readonly version: 1
  readonly site: { readonly timezone: string }
  readonly schedules: Readonly<Record<string, ScheduleData>>
  readonly agents: Readonly<Record<string, { readonly uri: string }>>
  readonly lines: Readonly<Record<string, LineData>>
  readonly [key: string]: unknown
}

interface ScheduleData {
  readonly timezone: string
  readonly weekly: WeeklyData
  readonly holidays?: readonly string[]
}

type WeeklyData = Readonly<Record<string, readonly string[]>>

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

/** Zones whose clocks change at odd times or by odd steps, and one whose clocks never do. */
export const zones = [
  'Europe/Paris',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
]

/** The days on which calls come; holidays lie on them and beside them. */
export const dates = [
  '2026-11-24',
  '2026-11-28',
  '2026-12-25',
  '2027-01-01',
  '2027-03-14',
  '2027-03-28',
  '2027-04-04',
  '2027-10-31',
  '2027-11-07',
]

const agentCount = 16

/** A valid project with so many lines, of every kind. */
export function arbitraryProject(lineCount: number): fc.Arbitrary<ProjectData> {
  return fc
    .record({
      zone: fc.constantFrom(...zones),
      schedules: fc.array(schedule(), { minLength: 4, maxLength: 4 }),
      lines: fc.tuple(...Array.from({ length: lineCount }, (_, index) => line(index))),
    })
    .map(({ zone, schedules, lines }) => ({
      version: 1,
      site: { name: 'conformance', timezone: zone },
      edge: {
        domains: ['sip.acme.example'],
        listen: ['udp:198.51.100.10:5060', 'tcp:198.51.100.10:5060', 'tls:198.51.100.10:5061'],
        tls: { certificate: '/etc/sipin/tls/fullchain.pem', private_key: '/etc/sipin/tls/key.pem' },
        inside: 'udp:10.0.0.5:5060',
        // Most refusals are meant here; the flood limit has tests of its own.
        flood: { requests: 1_000_000, per: '1s' },
      },
      nodes: { ast1: { sip: '10.0.0.11:5060', media: '198.51.100.11' } },
      trunks: { carrier: { uri: 'sip:192.0.2.3', allow: ['192.0.2.0/29'] } },
      schedules: Object.fromEntries(schedules.map((data, index) => [`s${index}`, data])),
      agents: Object.fromEntries(
        Array.from({ length: agentCount }, (_, index) => [
          `a${index}`,
          { uri: `sip:a${index}@10.0.1.${20 + index}` },
        ]),
      ),
      lines: Object.fromEntries(lines.map((data, index) => [`l${index}`, data])),
    }))
}

function time(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 95 }).map(quarter => quarter * 15),
    fc.integer({ min: 0, max: 1440 }),
  )
}

function range(): fc.Arbitrary<string> {
  return fc
    .tuple(time(), time())
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => `${clock(Math.min(a, b))}-${clock(Math.max(a, b))}`)
}

function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const dayKeys = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function weekly(): fc.Arbitrary<WeeklyData> {
  const times = fc.array(range(), { minLength: 1, maxLength: 2 })
  const whole = fc.constantFrom(['00:00-24:00'], ['09:00-12:30', '14:00-18:00'])
  return fc.dictionary(fc.constantFrom(...dayKeys, 'mon-fri', 'sat,sun', 'mon-sun'), fc.oneof(times, whole), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  })
}

function schedule(): fc.Arbitrary<ScheduleData> {
  const holiday = fc.oneof(
    fc.constantFrom(...dates),
    fc.constantFrom('2026-12-24..2026-12-26', '2027-03-27..2027-03-28', '2027-10-30..2027-11-07'),
  )
  return fc.record(
    {
      timezone: fc.constantFrom(...zones),
      weekly: weekly(),
      holidays: fc.uniqueArray(holiday, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['timezone', 'weekly'] },
  )
}

function scheduleName(): fc.Arbitrary<string> {
  return fc.constantFrom('s0', 's1', 's2', 's3')
}

/** Every line has hosts of its own, and agents whom no other line has: so calls to different lines do not meet. */
function line(index: number): fc.Arbitrary<LineData> {
  const agents = agentsOf(index)
  return fc
    .record({
      allow: fc.uniqueArray(fc.constantFrom(...callerRanges), { minLength: 1, maxLength: 3 }),
      byAgents: fc.boolean(),
      ticket: fc.constantFrom<unknown>(
        undefined,
        'optional',
        'required',
        { policy: 'required', also: ['User-to-User'] },
        { also: ['X-Vendor-Ticket', 'User-to-User'] },
      ),
      secure: fc.constantFrom(undefined, undefined, undefined, undefined, true),
      override: override(),
      withMenu: fc.integer({ min: 0, max: 3 }).map(chance => chance === 0),
      codecs: fc.constantFrom(undefined, undefined, ['PCMU'], ['PCMA'], ['PCMA', 'PCMU']),
      media: media(),
      hours: fc.oneof(scheduleName(), weekly(), fc.constant(undefined)),
      overflow: overflow(index),
      voicemail: fc.boolean(),
      agentCount: fc.integer({ min: 1, max: agents.length || 1 }),
    })
    .map(({ byAgents, agentCount: count, voicemail, overflow: targets, withMenu, secure, ...rest }) =>
      withoutUndefined({
        uri:
          byAgents && agents.length > 0
            ? `sip:l${index}@sip.acme.example`
            : `sip:l${index}@l${index}.sip.twilio.com`,
        ...rest,
        // A name gets an address of what the line allows, and of Twilio's range Talk has the address already.
        overflow: targets && !rest.allow.includes('54.172.60.0/30') ? targets : withAddresses(targets, index),
        agents: byAgents && agents.length > 0 ? agents.slice(0, count) : undefined,
        voicemail,
        secure: byAgents && agents.length > 0 ? undefined : secure,
        menu: withMenu
          ? menu(index, {
              byAgents: byAgents && agents.length > 0,
              voicemail,
              overflow: targets !== undefined,
            })
          : undefined,
      }),
    )
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
function menu(index: number, has: { byAgents: boolean; voicemail: boolean; overflow: boolean }): unknown {
  const keys = {
    1: has.byAgents ? 'agents' : 'talk',
    2: `sip:k@198.18.${110 + index}.1`,
    3: 'tel:+33199123456',
    '*': has.voicemail ? 'voicemail' : undefined,
    '#': has.overflow ? 'overflow' : undefined,
  }
  return { prompt: promptFile, keys: withoutUndefined(keys) }
}

/** Every menu says the same. */
export const promptFile = 'sounds/menu.wav'

/** Agents whose phones are switched off. */
export const absentAgents: readonly string[] = ['a5', 'a14', 'a15']

/** Two agents for each of the first lines. */
function agentsOf(index: number): string[] {
  return [2 * index, 2 * index + 1].filter(agent => agent < agentCount).map(agent => `a${agent}`)
}

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

interface TargetData {
  readonly to: string
  readonly during?: string
  readonly ring?: string
}

function withAddresses(
  targets: readonly TargetData[] | undefined,
  index: number,
): readonly TargetData[] | undefined {
  return targets?.map((target, n) =>
    target.to.startsWith('tel:') ? target : { ...target, to: `sip:t${n}@198.18.${10 + index}.${n + 1}` },
  )
}

function overflow(index: number): fc.Arbitrary<readonly TargetData[] | undefined> {
  const target = (n: number): string => (n === 1 ? 'tel:+33199654321' : `sip:t${n}@t${n}.l${index}.example`)
  const entry = (n: number) =>
    fc
      .option(scheduleName(), { nil: undefined })
      .map(during => withoutUndefined({ to: target(n), during, ring: '5s' }) as TargetData)
  return fc.oneof(
    fc.constant(undefined),
    fc.constant([{ to: target(0), ring: '5s' }]),
    fc
      .integer({ min: 1, max: 3 })
      .chain(count => fc.tuple(...Array.from({ length: count }, (_, n) => entry(n)))),
  )
}

function withoutUndefined<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T
}
