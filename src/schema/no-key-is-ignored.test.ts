import { describe, expect, it } from '@jest/globals'
import { stringify } from 'yaml'
import { type CheckedProject, checkProject } from '../pipeline.js'
import { renderTree } from '../render/render.js'
import { propertiesOf } from '../testing/schema.js'
import { soundsOf } from '../testing/sounds-of.js'

/** A project in which every kind of key has a place to be set. */
const base = {
  version: 1,
  site: { name: 'acme-eu', timezone: 'Europe/Paris' },
  edge: { domains: ['sip.acme.example'], listen: ['udp:198.51.100.10:5060'], inside: 'udp:10.0.0.5:5060' },
  nodes: { ast1: { sip: '10.0.0.11:5060', media: '198.51.100.11' } },
  schedules: {
    office: { weekly: { 'mon-fri': '09:00-17:00' }, holidays: ['2027-01-01'] },
    nights: { weekly: { 'mon-sun': '00:00-09:00' } },
  },
  agents: { alice: { uri: 'sip:alice@10.0.1.20' }, bob: { uri: 'sip:bob@10.0.1.21' } },
  lines: {
    talk: {
      uri: 'sip:acme@acme.sip.twilio.com',
      allow: ['203.0.113.0/28'],
      hours: 'office',
      overflow: [{ to: 'sip:night@ai.example.net' }],
    },
    queue: {
      uri: 'sip:sales@sip.acme.example',
      allow: ['203.0.113.0/28'],
      hours: 'office',
      agents: ['alice'],
      voicemail: true,
    },
  },
}

const trunk = { trunks: { carrier: { uri: 'sip:sbc.carrier.example', allow: ['192.0.2.0/29'] } } }
const number = { lines: { talk: { overflow: [{ to: 'tel:+33123456789' }] } } }
const menu = {
  lines: { queue: { menu: { prompt: 'sounds/menu.wav', keys: { 1: 'agents', 2: 'voicemail' } } } },
}
const tls = {
  edge: {
    listen: ['udp:198.51.100.10:5060', 'tls:198.51.100.10:5061'],
    tls: { certificate: '/etc/a.pem', private_key: '/etc/a.key' },
  },
}

/** For each key of the schema that has no keys below it: what it is set to, and what must be there for it to count. */
const changes: Readonly<Record<string, readonly [value: unknown, beside?: object]>> = {
  'site.name': ['acme-us'],
  'site.timezone': ['Asia/Tokyo'],
  'site.silence': ['2m'],
  'edge.domains': [['sip.other.example', 'sip.acme.example']],
  'edge.listen': [['udp:198.51.100.20:5060']],
  'edge.inside': ['udp:10.0.0.6:5060'],
  'edge.advertise': ['198.51.100.77', { edge: { listen: ['udp:10.0.0.5:5062', 'udp:198.51.100.10:5062'] } }],
  'edge.tls.certificate': ['/etc/b.pem', tls],
  'edge.tls.private_key': ['/etc/b.key', tls],
  'edge.flood.requests': [7],
  'edge.flood.per': ['9s'],
  'nodes.ast1.sip': ['10.0.0.12:5060'],
  'nodes.ast1.media': ['198.51.100.12'],
  'nodes.ast1.advertise': ['198.51.100.77'],
  'nodes.ast1.rtp_ports': ['20000-21000'],
  'talk.signalling': [['192.0.2.64/30']],
  'talk.media.ranges': [['192.0.2.128/26']],
  'talk.media.ports': ['20000-30000', { talk: { media: { ranges: ['192.0.2.128/26'] } } }],
  'trunks.carrier.uri': ['sip:sbc.other.example', { ...trunk, ...number }],
  'trunks.carrier.allow': [['192.0.2.8/29'], { ...trunk, ...number }],
  'trunks.carrier.media.*.ranges': [[{ ranges: ['192.0.2.8/29'] }], { ...trunk, ...number }],
  'trunks.carrier.media.*.ports': [
    [{ ranges: ['192.0.2.8/29'], ports: '16384-32767' }],
    { trunks: { carrier: { ...trunk.trunks.carrier, media: [{ ranges: ['192.0.2.8/29'] }] } }, ...number },
  ],
  'trunks.carrier.secure': [
    true,
    merge(tls, { trunks: { carrier: { uri: 'sip:sbc.carrier.example;transport=tls' } }, ...number }),
  ],
  'zendesk.subdomain': ['acme'],
  'schedules.office.timezone': ['Asia/Tokyo'],
  'schedules.office.weekly': [{ mon: '10:00-11:00' }],
  'schedules.office.holidays': [['2027-05-01']],
  'agents.alice.uri': ['sip:alice@10.0.1.99'],
  'agents.alice.zendesk': [1900012345678, { zendesk: { subdomain: 'acme' } }],
  'lines.talk.uri': ['sip:acme@other.sip.twilio.com'],
  'lines.talk.allow': [['203.0.113.16/28']],
  'lines.talk.ticket.policy': ['required'],
  'lines.talk.ticket.also': [['User-to-User']],
  'lines.talk.caller_id.from': [['p-asserted-identity']],
  'lines.talk.caller_id.anonymous': ['reject'],
  'lines.talk.codecs': [['PCMA']],
  'lines.talk.media': ['any'],
  'lines.talk.media.*.ranges': [[{ ranges: ['203.0.113.64/26'] }]],
  'lines.talk.media.*.ports': [
    [{ ranges: ['203.0.113.64/26'], ports: '16384-32767' }],
    { lines: { talk: { media: [{ ranges: ['203.0.113.64/26'] }] } } },
  ],
  'lines.talk.secure.talk': [true, tls],
  'lines.talk.secure.callers': ['either', tls],
  'lines.talk.hours': [{ mon: '10:00-11:00' }],
  'lines.talk.override.state': ['closed'],
  'lines.talk.override.until': ['2026-12-01T12:00', { lines: { talk: { override: { state: 'closed' } } } }],
  'lines.talk.limits.calls': [3],
  'lines.talk.limits.per_second': [4],
  'lines.talk.overflow.*.to': [[{ to: 'sip:day@ai.example.net' }]],
  'lines.talk.overflow.*.during': [[{ to: 'sip:night@ai.example.net', during: 'nights' }]],
  'lines.talk.overflow.*.ring': [[{ to: 'sip:night@ai.example.net', ring: '11s' }]],
  'lines.talk.overflow.*.media.*.ranges': [
    [{ to: 'sip:night@ai.example.net', media: [{ ranges: ['192.0.2.8/29'] }] }],
  ],
  'lines.talk.overflow.*.media.*.ports': [
    [{ to: 'sip:night@ai.example.net', media: [{ ranges: ['192.0.2.8/29'], ports: '16384-32767' }] }],
    {
      lines: {
        talk: { overflow: [{ to: 'sip:night@ai.example.net', media: [{ ranges: ['192.0.2.8/29'] }] }] },
      },
    },
  ],
  'lines.talk.overflow.*.secure': [
    [{ to: 'sip:night@ai.example.net;transport=tls', secure: true }],
    merge(tls, { lines: { talk: { overflow: [{ to: 'sip:night@ai.example.net;transport=tls' }] } } }),
  ],
  'lines.queue.voicemail.greeting': ['sounds/voicemail.wav', { lines: { queue: { voicemail: {} } } }],
  'lines.queue.voicemail.max_length': ['1m', { lines: { queue: { voicemail: {} } } }],
  'lines.queue.voicemail.email': ['sales@acme.example', { lines: { queue: { voicemail: {} } } }],
  'lines.queue.agents': [['bob']],
  'lines.queue.greeting': ['sounds/welcome.wav'],
  'lines.queue.music': ['sounds/hold/'],
  'lines.queue.offer_time': ['17s'],
  'lines.queue.max_wait': ['2m'],
  'lines.queue.max_queue': [3],
  'lines.queue.menu.prompt': ['sounds/other.wav', menu],
  'lines.queue.menu.keys': [{ 1: 'agents' }, menu],
}

describe('no key is accepted and ignored', () => {
  it('every key has its place in this test', () => {
    const all = [...propertiesOf()]
      .map(({ path: keys }) => keys.join('.'))
      .filter(name => !name.endsWith('.*') && name !== 'version' && !name.startsWith('defaults'))
    const keys = all.filter(name => !all.some(other => other.startsWith(`${name}.`)))
    const tried = new Set(
      Object.keys(changes).map(name =>
        name.replace(/^(nodes|trunks|schedules|agents|lines)\.[a-z0-9]+/, '$1.*'),
      ),
    )
    expect(keys.length).toBeGreaterThan(40)
    expect(keys.filter(name => !tried.has(name))).toEqual([])
    expect([...tried].filter(name => !all.includes(name))).toEqual([])
  })

  it.each(Object.entries(changes))('%s changes the tree', (name, [value, beside = {}]) => {
    const before = merge(base, beside)
    const changed = render(set(before, name.replace(/\.\*.*/, '').split('.'), value))
    expect(changed).not.toEqual(render(before))
  })

  it.each(Object.entries(changes).filter(([name]) => name.startsWith('lines.') && name !== 'lines.talk.uri'))(
    '%s counts under defaults as well',
    (name, [value, beside = {}]) => {
      const keys = name.replace(/\.\*.*/, '').split('.')
      const [, line = '', key = ''] = keys
      const project = set(merge(base, beside), keys, value) as {
        lines: Record<string, Record<string, unknown>>
      }
      const { [key]: moved, ...rest } = project.lines[line] as Record<string, unknown>
      const inherited = { ...project, lines: { [line]: rest }, defaults: { [key]: moved } }
      const written = { ...project, lines: { [line]: { ...rest, [key]: moved } } }
      expect(render(inherited)).toEqual(render(written))
    },
  )

  const ofLines = Object.keys(changes).filter(name => name.startsWith('lines.') && !name.endsWith('.uri'))
  it.each(ofLines)('%s on a line of the other kind changes the tree, or something is said', name => {
    const [value, beside = {}] = changes[name] ?? []
    const keys = onOtherLine(name)
      .replace(/\.\*.*/, '')
      .split('.')
    const { lines = {}, ...rest } = beside as { lines?: Record<string, unknown> }
    const moved = Object.entries(lines).map(([id, line]) => [onOtherLine(id), line])
    const before = merge(base, { ...rest, lines: Object.fromEntries(moved) })
    const after = set(before, keys, value)
    const known = new Set(check(before).diagnostics.map(({ message }) => message))
    const { diagnostics } = check(after)
    const said = diagnostics.filter(({ message }) => !known.has(message))
    const hasError = diagnostics.some(({ severity }) => severity === 'error')
    const isIdle = !hasError && String([...render(after)]) === String([...render(before)])
    if (isIdle) expect(said).not.toEqual([])
    else expect(said.map(({ code }) => code)).not.toContain('idle-key')
  })
})

function onOtherLine(name: string): string {
  return name.replace(/\b(talk|queue)\b/, id => (id === 'talk' ? 'queue' : 'talk'))
}

type Tree = ReadonlyMap<string, string>

/** The tree; an error of the project is the test's own fault. */
function render(data: unknown): Tree {
  const { project, diagnostics } = check(data)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (!project || error) throw new Error(error?.message ?? 'no project')
  return new Map(renderTree(project, soundsOf(project)).map(({ path, content }) => [path, String(content)]))
}

function check(data: unknown): CheckedProject {
  return checkProject([{ file: 'sipin.yaml', text: stringify(data) }])
}

function set(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const map = isMapping(data) ? data : {}
  return { ...map, [key]: set(map[key], rest, value) }
}

function merge(a: object, b: object): object {
  return mergeValues(a, b) as object
}

function mergeValues(a: unknown, b: unknown): unknown {
  if (!isMapping(a) || !isMapping(b)) return b ?? a
  const merged = Object.entries(b).map(([key, value]) => [key, mergeValues(a[key], value)])
  return { ...a, ...Object.fromEntries(merged) }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
