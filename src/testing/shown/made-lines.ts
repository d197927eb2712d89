import type { Random } from '../hostile/fuzz/random.js'
import type { Row } from './pairs.js'

/** The lines of a row, which all have its keys; the first of three has none but the five that are enough. */
export function linesOf(row: Row, random: Random): object {
  const id = row['lines'] === 'long-id' ? `l${'o'.repeat(61)}g` : 'support'
  const line = lineOf(row, id, random)
  if (row['lines'] !== 'three') return { [id]: line }
  return {
    plain: {
      uri: 'sip:plain@plain.sip.twilio.com',
      allow: allowOf(row, random),
      hours: { 'mon-fri': '09:00-18:00' },
      overflow: 'sip:agent@ai.example.net',
      voicemail: false,
    },
    [id]: line,
    'a-third': { ...line, uri: uriOf(row, 'a-third') },
  }
}

function uriOf(row: Row, id: string): string {
  const host = id.slice(0, 20)
  if (row['answer'] !== 'agents') return `sip:${id}@${host}.sip.twilio.com`
  return row['domains'] === 'absent' ? `sip:${id}@${host}.acme.example` : `sip:${id}@sip.acme.example`
}

function lineOf(row: Row, id: string, random: Random): object {
  const level = (name: string): string => row[name] ?? 'absent'
  const kinds: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    ticket: {
      optional: { ticket: 'optional' },
      required: { ticket: 'required' },
      also: { ticket: { policy: 'required', also: ['User-to-User', 'X-Vendor-Ticket'] } },
    },
    caller: {
      from: { caller_id: { from: ['p-asserted-identity', 'from'] } },
      anonymous: { caller_id: { anonymous: 'reject' } },
      both: { caller_id: { from: ['remote-party-id', 'from'], anonymous: 'reject' } },
    },
    codecs: { one: { codecs: ['PCMA'] }, turned: { codecs: ['PCMA', 'PCMU'] } },
    media: {
      any: { media: 'any' },
      allow: { media: ['allow'] },
      twilio: { media: ['twilio'] },
      ranges: { media: [{ ranges: ['203.0.113.128/25'], ports: '16384-32767' }, 'allow'] },
    },
    secure: {
      false: { secure: false },
      true: { secure: true },
      either: { secure: { talk: false, callers: 'either' } },
    },
    hours: { inline: { hours: { 'mon-fri': '09:00-18:00' } }, schedule: { hours: 'office' } },
    override: {
      open: { override: { state: 'open' } },
      until: { override: { state: 'closed', until: '2026-12-01T12:00' } },
    },
    limits: {
      calls: { limits: { calls: 1 } },
      per_second: { limits: { per_second: 5 } },
      both: { limits: { calls: 50, per_second: 5 } },
    },
    overflow: {
      text: { overflow: 'sip:agent@ai.example.net' },
      ipv6: { overflow: [{ to: 'sip:desk@[2001:db8:30::9]', media: ['203.0.113.0/24'] }] },
      tel: { overflow: 'tel:+33123456789' },
      list: { overflow: listOf(row) },
    },
    voicemail: {
      false: { voicemail: false },
      true: { voicemail: true },
      all: { voicemail: { greeting: 'sounds/voicemail.wav', max_length: '1m', email: 'sales@acme.example' } },
    },
  }
  return {
    uri: uriOf(row, id),
    allow: allowOf(row, random),
    ...Object.assign({}, ...Object.entries(kinds).map(([name, forms]) => forms[level(name)])),
    ...answerOf(row),
    ...(level('menu') === 'present' ? { menu: menuOf(row) } : {}),
  }
}

function listOf(row: Row): object[] {
  const during = row['schedules'] === 'absent' ? {} : { during: 'office' }
  return [
    { to: 'sip:night@ai.example.net', ...during, ring: '20s', media: ['203.0.113.0/24'], secure: false },
    {
      to: 'sip:day@192.0.2.66:5070',
      media: [{ ranges: ['192.0.2.64/28'], ports: '16384-32767' }, { ranges: ['203.0.113.0/24'] }],
    },
  ]
}

function answerOf(row: Row): object {
  if (row['answer'] !== 'agents') return {}
  const times = { offer_time: '20s', max_wait: '2m', max_queue: 8 }
  const sounds = { greeting: 'sounds/welcome.wav', music: 'sounds/hold/' }
  const more = { times, sounds, all: { ...times, ...sounds } }[row['queue'] ?? ''] ?? {}
  return { agents: agentIds(row), ...more }
}

function menuOf(row: Row): object {
  return {
    prompt: 'sounds/menu.wav',
    keys: {
      1: row['answer'] === 'agents' ? 'agents' : 'talk',
      2: 'sip:key@192.0.2.67',
      ...(row['voicemail'] === 'true' ? { 3: 'voicemail' } : {}),
      ...(row['overflow'] === 'text' ? { '#': 'overflow' } : {}),
    },
  }
}

/** Ranges whose prefixes are of one kind; none holds an address of the site. */
function allowOf(row: Row, random: Random): string[] {
  const masked = (prefix: number): string => {
    const bits = (161 * 2 ** 24 + random.below(2 ** 24)) >>> 0
    const first = prefix === 32 ? bits : (bits >>> (32 - prefix)) * 2 ** (32 - prefix)
    return `${[24, 16, 8, 0].map(shift => (first / 2 ** shift) & 255).join('.')}/${prefix}`
  }
  const six = ['2001:db8:113::/64', '2001:db8:114::/48', '2001:db9::/32', '2e00::/16'].slice(random.below(4))
  const kinds: Readonly<Record<string, readonly string[]>> = {
    '/8-/15': [masked(8 + random.below(8))],
    '/16-/23': [masked(16 + random.below(8))],
    '/24-/32': [masked(24 + random.below(9)), '203.0.113.5'],
    // They call in IPv6, and their audio is IPv4, as that of the nodes (audio-family).
    ipv6: [...six, '203.0.113.5'],
    mixed: [masked(8 + random.below(25)), ...six],
  }
  return [...(kinds[row['allow'] ?? ''] ?? [])]
}

/** How many agents a project has, who all are of the lines that agents answer. */
export function agentIds(row: Row): string[] {
  const count = { one: 1, two: 2, forty: 40 }[row['agents'] ?? ''] ?? 0
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'alice' : `agent-${index}`))
}
