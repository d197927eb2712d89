import { asYaml } from '../source/as-yaml.js'
import type { Node } from '../source/tree.js'
import { entryOf } from '../source/tree.js'
import type { SchemaError } from './schema-error.js'

/** What somebody meant by a value of another type. */
export interface Meant {
  /** The YAML that was surely meant. */
  readonly text?: string
  /** What to write, when that is more than the text in question. */
  readonly said?: string
  /** The whole help, when nothing is to be written. */
  readonly help?: string
  /** false: the text is named, and the edit is left to the writer. */
  readonly isSure?: boolean
}

/** What was meant by a value that does not fit its key, where the key tells more than the schema. */
export type AdviseMeant = (name: string, node: Node) => Meant | undefined

export function meantByType({ parentSchema }: SchemaError, node: Node): Meant | undefined {
  const types = [parentSchema['type']].flat().map(String)
  if (node.kind === 'sequence') {
    const [only, ...more] = node.items
    if (types.includes('object') && only?.kind === 'map')
      return { said: 'each under a name of its own, as in `name: {…}`, without the dashes' }
    if (types.includes('string') && more.length === 0 && only?.kind === 'scalar' && only.source !== '')
      return { text: only.source }
    return undefined
  }
  const isFilled = node.kind === 'map' && node.entries.length > 0
  if (isFilled && types.includes('array') && itemTypes(parentSchema).includes('object'))
    return { said: `it as a list, \`[{…}]\`, or each behind a \`- \`` }
  if (node.kind === 'map' || node.value === null) return undefined
  const { source } = node
  const word = source.trim().toLowerCase()
  if (types.includes('boolean')) {
    if (noes.has(word)) return { text: 'false' }
    if (yeses.has(word)) return { text: 'true' }
  }
  if (types.includes('integer') && /^\d{1,15}$/.test(word)) return { text: String(Number(word)) }
  const ofScalars = !itemTypes(parentSchema).every(type => type === 'object')
  if (types.includes('array') && ofScalars && source !== '') return { text: listOf(source) }
  if (types.includes('string') && typeof node.value === 'number') return { text: JSON.stringify(source) }
  return undefined
}

/** Items whose shape stands elsewhere in the schema are known by the example. */
function itemTypes({ items, examples }: SchemaError['parentSchema']): readonly unknown[] {
  const [example] = (examples as readonly unknown[] | undefined) ?? []
  const item: unknown = Array.isArray(example) ? example[0] : undefined
  return [(items as { readonly type?: unknown } | undefined)?.type ?? typeof item].flat()
}

const noes: ReadonlySet<string> = new Set([
  'no',
  'off',
  'n',
  'false',
  'nein',
  'non',
  '0',
  'never',
  'none',
  'disabled',
])
const yeses: ReadonlySet<string> = new Set(['yes', 'on', 'y', 'true', 'ja', 'oui', '1', 'enabled'])

/** One text as a list: of its parts, where commas or blanks stand between them. */
function listOf(source: string): string {
  const parts = source.split(/[,;\s]+/).filter(Boolean)
  return `[${parts.map(asYaml).join(', ')}]`
}

const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    allow:
      'allowed allowlist whitelist ips ip source sources from callers addresses networks ranges acl permit',
    uri: 'url address sip sip_uri endpoint number',
    hours: 'schedule opening_hours open business_hours times calendar',
    overflow: 'fallback forward failover backup else forward_to',
    voicemail: 'vm mailbox voice_mail answering_machine',
    menu: 'ivr attendant',
    music: 'moh music_on_hold hold_music hold',
    greeting: 'welcome announcement prompt intro',
    agents: 'members operators people users staff',
    secure: 'tls srtp encrypted encryption',
    trunks: 'carriers providers gateways sip_trunks',
    holidays: 'closed holiday days_off vacations exceptions',
    weekly: 'days week times open hours',
    timezone: 'tz zone time_zone',
    certificate: 'cert crt',
    private_key: 'key keyfile',
    rtp_ports: 'ports rtp media_ports',
    schedules: 'calendars hours opening_hours',
    lines: 'numbers phones dids queues',
    defaults: 'default common all global',
    limits: 'limit max_calls channels capacity',
    max_queue: 'queue queue_size queue_length',
    max_wait: 'wait timeout max_wait_time queue_timeout',
    offer_time: 'ring ring_time ring_timeout',
    codecs: 'codec formats',
    domains: 'domain host hostname hosts',
    listen: 'bind listeners',
    prompt: 'greeting sound message',
    keys: 'options choices digits',
    email: 'mail mail_to',
    per_second: 'rate cps',
    calls: 'max max_calls concurrent channels',
    to: 'target uri destination',
    during: 'hours schedule when',
    subdomain: 'account name',
    name: 'title id',
  }).flatMap(([key, words]) => words.split(' ').map(word => [`${word} ${key}`, key] as const)),
)

/** The key that people know by another name. */
export function synonymOf(word: string, keys: readonly string[]): string | undefined {
  const plain = word
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
  return keys.find(key => key === plain || synonyms.has(`${plain} ${key}`))
}

/** What to do with a key that nothing here is meant by. */
export function elsewhere(
  key: string,
  { name, node }: { readonly name: string; readonly node: Node },
): string {
  const lower = key.toLowerCase()
  const twin = lower === key ? undefined : entryOf(node, lower)
  if (twin) return `put what it holds under \`${twin.key}\`, which is there too`
  const inside =
    name.endsWith('.menu') && /^[0-9*#]$/.test(key) ? 'keys' : isDays(name, key) ? 'weekly' : undefined
  if (inside)
    return `write it under \`${inside}\`, as in \`${inside}: {${/^[*#]$/.test(key) ? `"${key}"` : key}: …}\``
  if (name.endsWith('.ticket') && /^(optional|required)$/.test(key))
    return `write \`${key}\` in place of the mapping, or \`{policy: ${key}}\``
  if (name === 'zendesk' && /user|token|password|secret|key|mail/i.test(key))
    return 'remove it: secrets are in the environment of Asterisk, as `SIPIN_ZENDESK_USER` and `SIPIN_ZENDESK_TOKEN`'
  const section = name === '' ? sectionOf.get(key) : undefined
  if (section === undefined) return 'remove it'
  return `write it under \`${section}\`${entryOf(node, section) ? '' : `, as in \`${section}: {${key}: …}\``}`
}

function isDays(name: string, key: string): boolean {
  return name.startsWith('schedules.') && /^(mon|tue|wed|thu|fri|sat|sun|week|daily)/i.test(key)
}

const sectionOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    timezone: 'site',
    name: 'site',
    domains: 'edge',
    listen: 'edge',
    tls: 'edge',
    inside: 'edge',
    flood: 'edge',
    holidays: 'schedules',
    weekly: 'schedules',
    subdomain: 'zendesk',
    allow: 'defaults',
    voicemail: 'defaults',
    overflow: 'defaults',
    codecs: 'defaults',
  }),
)
