import { describe, expect, it } from '@jest/globals'
import { comingYear } from '../commands/date.js'
import type { Diagnostic } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'
import { ruleFixtures } from '../testing/broken-projects.js'

/**
 * Each bad example with its help followed, where the help is no certain edit: what is replaced, and by what. What is
 * written instead must have come from the help; what is only taken away need not.
 */
const followed: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'alias/bad.yaml': [
    [' &base', ''],
    ['lines:', 'defaults: {allow: [203.0.113.0/28]}\nlines:'],
    ['*base', ''],
    ['sales: ', 'sales: {uri: sip:acme-support@acme-support.sip.twilio.com}'],
  ],
  'audio-family/bad.yaml': [
    ['media: 198.51.100.11', 'media: "2001:db8:10::11"'],
    ['    agents: [bob]', '    agents: [bob]\n    media: [{ranges: ["2001:db8:113::/48"]}]'],
  ],
  'bad-address/bad-inside.yaml': [['tcp:10.0.0.5:5060', 'udp:10.0.0.5:5060']],
  'bad-address/bad-inside-alone.yaml': [
    ['  inside:', '  listen: ["udp:203.0.113.99:5060", "udp:10.0.0.5:5064"]\n  inside:'],
  ],
  'bad-address/bad-node.yaml': [['ast1: {', 'ast1: {media: 198.51.100.11, ']],
  'private-address/bad-shared.yaml': [['edge: {', 'edge: {advertise: 198.51.100.10, ']],
  'private-address/bad.yaml': [
    [
      '  listen: [udp:10.0.0.5:5060, "udp:[fd00::5]:5060"]',
      '  advertise: 198.51.100.10\n  listen: [udp:10.0.0.5:5060]',
    ],
    ['ast1: {', 'ast1: {media: 198.51.100.11, '],
    ['  ast2: {sip: "[fd00::12]:5060"}\n', ''],
    [', "2001:db8::/64"', ''],
  ],
  'bad-address/bad-listen.yaml': [['udp:eth0:5060', 'udp:198.51.100.10:5060']],
  'bad-address/bad-media.yaml': [['node.acme.example', '198.51.100.11']],
  'bad-address/bad-transport.yaml': [['"198.51', '"udp:198.51']],
  'bad-date/bad-day.yaml': [['2027-02-29', '2027-02-28']],
  'bad-duration/bad-bounds.yaml': [['offer_time: 5s', 'offer_time: 15s']],
  'bad-duration/bad-wait.yaml': [['2h', '1h']],
  'bad-email/bad.yaml': [['sales@acme.example, boss@acme.example', 'sales@acme.example']],
  'bad-header/bad.yaml': [
    ['X-Zendesk-Ticket-Id', 'User-to-User'],
    ['via', 'P-Asserted-Identity'],
    ['"caller id"', 'User-to-User'],
  ],
  'bad-host/bad.yaml': [['sip_acme', 'sip.acme.example']],
  'bad-id/bad.yaml': [['Support_EU', 'support-eu']],
  'bad-ignore/bad-error.yaml': [
    ['    # sipin-ignore ip-host: the lab has no names\n', ''],
    ['sip:acme@10.0.0.1', 'sip:name@name.sip.twilio.com'],
  ],
  'bad-ignore/bad-reason.yaml': [['# sipin-ignore no-fallback', '# sipin-ignore no-fallback: reason']],
  'bad-key/bad.yaml': [
    [/ {2}\? \[a, b\]\n.*\n?/.source, ''],
    [
      'lines:',
      'lines: {support: {uri: sip:acme-support@acme-support.sip.twilio.com, allow: [203.0.113.0/28]}}',
    ],
  ],
  'bad-menu-key/bad.yaml': [
    ['10: talk', '9: talk'],
    ['operator', 'overflow'],
    ['voicemail: true', 'voicemail: true\n    overflow: sip:agent@ai.example.net'],
  ],
  'bad-network/bad-empty.yaml': [['""', '203.0.113.7']],
  'bad-network/bad-name.yaml': [['vendor.example', '203.0.113.0/28']],
  'bad-network/bad-octal.yaml': [['010.0.0.1', '10.0.0.1']],
  'bad-network/bad-prefix.yaml': [['/33', '/32']],
  'bad-network/bad-short.yaml': [['"10.1"', '203.0.113.7']],
  'bad-path/bad-absolute.yaml': [['/etc/passwd', 'sounds/passwd']],
  'bad-path/bad-up.yaml': [['../welcome.wav', 'sounds/welcome.wav']],
  'bad-ports/bad-number.yaml': [['70000', '65535']],
  'bad-time/bad-empty.yaml': [['09:00-09:00', '09:00-18:00']],
  'bad-time/bad-hour.yaml': [['09:00-25:00', '09:00-18:00']],
  'bad-uri/bad-ipv4.yaml': [['sip:a@256.1.1.1', 'sip:name@sip.acme.example']],
  'bad-uri/bad-ipv6.yaml': [['sip:a@[1::2::3]', 'sip:name@sip.acme.example']],
  'bad-uri/bad-label.yaml': [['sip:acme@-acme', 'sip:name@acme']],
  'bad-uri/bad-number.yaml': [
    ['0123456789', 'tel:+33123456789'],
    ['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:'],
  ],
  'unquoted-number/bad-plus.yaml': [['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:']],
  'bad-uri/bad-sips.yaml': [['sips:', 'sip:']],
  'bad-uri/bad-tel.yaml': [
    ['tel:0123456789', 'tel:+33123456789'],
    ['tel:+33123"', 'tel:+33123456789"'],
  ],
  'dead-key/bad.yaml': [
    ['1: agents', '1: talk'],
    ['3: voicemail', '3: talk'],
  ],
  'duplicate-address/bad.yaml': [['ast2: {sip: "10.0.0.11:5060', 'ast2: {sip: "10.0.0.11:5061']],
  'duplicate-key/bad-line.yaml': [[/ {2}support:\n {4}uri: sip:other[\s\S]*$/.source, '']],
  'duplicate-key/bad-nested.yaml': [['    allow: [203.0.113.16/28]\n', '']],
  'duplicate-uri/bad-host.yaml': [['sip:sales@acme.sip.twilio.com', 'sip:sales@sales.sip.twilio.com']],
  'duplicate-uri/bad-id.yaml': [['sip:orders@sip.acme.example', 'sip:info-line@sip.acme.example']],
  'duplicate-uri/bad-user.yaml': [['sip:Sales@sip.acme.example', 'sip:info-line@sip.acme.example']],
  'empty-file/bad.yaml': [
    ['$', 'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", allow: [203.0.113.1]}}\n'],
  ],
  'empty/bad-allow.yaml': [['[]', '[203.0.113.0/28]']],
  'empty/bad-lines.yaml': [['{}', '{support: {uri: sip:a@a.sip.twilio.com, allow: [203.0.113.0/28]}}']],
  'ip-host/bad.yaml': [['sip:acme@54.172.60.1', 'sip:name@name.sip.twilio.com']],
  'missing-key/bad-allow.yaml': [['voicemail: true', 'voicemail: true\n    allow: [203.0.113.0/28]']],
  'missing-key/bad-lines.yaml': [
    [
      'version: 1',
      'version: 1\nlines: {support: {uri: sip:acme-support@acme-support.sip.twilio.com, allow: [203.0.113.0/28]}}',
    ],
  ],
  'missing-key/bad-uri.yaml': [['voicemail: true', 'voicemail: true\n    uri: sip:name@name.sip.twilio.com']],
  'missing-key/bad-version.yaml': [['lines:', 'version: 1\nlines:']],
  'missing-key/bad-zendesk.yaml': [['agents:', 'zendesk: {subdomain: acme}\nagents:']],
  'no-answer/bad.yaml': [['sip:acme@sip.acme.example', 'sip:name@name.sip.twilio.com']],
  'no-socket/bad-default-edge.yaml': [
    [
      'lines:',
      'edge: {listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061, "udp:[2001:db8::10]:5060"], tls: {certificate: /etc/a.pem, private_key: /etc/a.key}}\nlines:',
    ],
  ],
  'no-socket/bad-family.yaml': [
    [
      'edge: {listen: [',
      'edge: {tls: {certificate: /etc/a.pem, private_key: /etc/a.key}, listen: [udp:198.51.100.10:5060, "tls:[2001:db8:10::1]:5061", ',
    ],
  ],
  'no-socket/bad-no-udp.yaml': [['[tcp:', '[udp:198.51.100.10:5060, tcp:']],
  'no-socket/bad-phone-behind-nat.yaml': [['  advertise:', '  inside: udp:10.0.0.5:5070\n  advertise:']],
  'no-socket/bad-tls-only.yaml': [['[tls:', '[udp:198.51.100.10:5060, tls:']],
  'no-socket/bad-transports.yaml': [
    [
      'edge: {listen: [udp:198.51.100.10:5060]}',
      'edge: {listen: [udp:198.51.100.10:5060, tcp:198.51.100.10:5060, tls:198.51.100.10:5061], tls: {certificate: /etc/a.pem, private_key: /etc/a.key}}',
    ],
  ],
  'no-tls/bad-clear.yaml': [
    ['sip:sbc.carrier.example,', '"sip:sbc.carrier.example;transport=tls",'],
    ['sip:agent@ai.example.net,', '"sip:agent@ai.example.net;transport=tls",'],
  ],
  'no-tls/bad-listener.yaml': [
    ['edge: {', 'edge: {tls: {certificate: /etc/cert.pem, private_key: /etc/key.pem}, '],
  ],
  'no-tls/bad-secure.yaml': [
    [
      'lines:',
      'edge: {listen: ["udp:198.51.100.10:5060", "tls:198.51.100.10:5061"], tls: {certificate: /etc/cert.pem, private_key: /etc/key.pem}}\nlines:',
    ],
  ],
  'no-trunk/bad.yaml': [['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:']],
  'out-of-range/bad.yaml': [['1501', '1500']],
  'overflow-loop/bad-id.yaml': [
    ['overflow: sip:sales@sip.acme.example', 'overflow: sip:agent@ai.example.net'],
  ],
  'overflow-loop/bad-own-host.yaml': [['sip:anyone@acme.sip.twilio.com', 'sip:agent@ai.example.net']],
  'overflow-loop/bad-two.yaml': [['overflow: sip:x@b.sip.twilio.com', 'overflow: sip:agent@ai.example.net']],
  'pstn-host/bad.yaml': [['.pstn.twilio.com', '.sip.twilio.com']],
  'schema/bad.yaml': [
    [/[\s\S]*/.source, 'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", allow: [203.0.113.1]}}\n'],
  ],
  'several-documents/bad.yaml': [[/---[\s\S]*/.source, '']],
  'syntax/bad-bracket.yaml': [['0/28\n', '0/28]\n']],
  'syntax/bad-indent.yaml': [['\n   allow', '\n    allow']],
  'syntax/bad-tab.yaml': [
    ['\t', '  '],
    ['uri: x', 'uri: sip:name@name.sip.twilio.com\n    allow: [203.0.113.0/28]'],
  ],
  'tag/bad.yaml': [['!ranges ', '']],
  'too-deep/bad.yaml': [
    [/\[\[[\s\S]*/.source, ''],
    [
      'lines:',
      'lines: {support: {uri: sip:acme-support@acme-support.sip.twilio.com, allow: [203.0.113.0/28]}}',
    ],
  ],
  'unknown-key/bad-far.yaml': [['    colour: red\n', '']],
  'unknown-key/bad-top.yaml': [['linse: {}\n', '']],
  'unknown-reference/bad-during.yaml': [
    ['lines:', 'schedules: {nights: {weekly: {mon: 20:00-24:00}}}\nlines:'],
  ],
  'unknown-zone/bad-offset.yaml': [['+02:00', 'Europe/Paris']],
  'unreachable-node/bad.yaml': [['nodes:', 'edge: {inside: "udp:10.0.0.5:5060"}\nnodes:']],
  'unreachable-node/bad-family.yaml': [['edge:\n', 'edge:\n  inside: "udp:[2001:db8::5]:5060"\n']],
  'unquoted-number/bad-zero.yaml': [
    ['0123456789', '"tel:+33123456789"'],
    ['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:'],
  ],
  'unsafe-value/bad-dollar.yaml': [['${SHELL(id)}', '{SHELL(id)}']],
  'unsafe-value/bad-key.yaml': [['a;b', 'ab']],
  'unsafe-value/bad-newline.yaml': [['a\\nexten => s,1,System(id)', 'a']],
  'unsafe-value/bad-pipe.yaml': [['a|b', 'ab']],
  'unsafe-value/bad-quote.yaml': [[`'a"b'`, 'ab']],
  'unsafe-value/bad-semicolon.yaml': [
    ['office;', 'office'],
    ['lines:', 'schedules: {office: {weekly: {mon: 09:00-18:00}}}\nlines:'],
  ],
  'unsafe-value/bad-uri.yaml': [['sip:${X}@', 'sip:X@']],
  'unsupported-codec/bad-twice.yaml': [[', pcmu', '']],
  'unsupported-codec/bad.yaml': [['G729', 'PCMA']],
  'wide-range/bad-ipv6.yaml': [['"2000::/3"', '203.0.113.0/28']],
  'wide-range/bad-seven.yaml': [['10.0.0.0/7', '203.0.113.0/28']],
  'wide-range/bad-zero.yaml': [['0.0.0.0/0', '203.0.113.0/28']],
  'wrong-type/bad-empty.yaml': [['overflow: ', 'overflow: sip:agent@ai.example.net']],
}

const year = comingYear('2026-11-24')
// Of a directory other files matter, of a file that is no UTF-8 its bytes; read.test.ts and project-folder.test.ts have them.
const examples = ruleFixtures('bad').filter(
  ([name]) => name.split('/').length === 2 && !name.startsWith('not-utf8/'),
)
let applied = 0

describe('a help', () => {
  it.each(examples)('of %s is there, and followed it takes the errors away', (name, text) => {
    const errors = errorsOf(text)
    for (const { code, message, help } of errors) if (!help) throw new Error(`${code}: ${message}: no help`)
    const mended = follow(applyFixes(text, errors), name, errors)
    const left = errorsOf(mended).map(({ code, message }) => `${code}: ${message}`)
    expect(left).toEqual([])
    applied += errors.length
  })

  it('was followed for more than a hundred errors', () => {
    expect(applied).toBeGreaterThan(100)
  })
})

/** Files that are named and not there are no matter of the text. */
function errorsOf(text: string): Diagnostic[] {
  const { diagnostics } = checkProject([{ file: 'sipin.yaml', text }], year)
  return diagnostics.filter(({ severity }) => severity === 'error')
}

/** From the end, so that places stay; of two fixes for one place the first. */
function applyFixes(text: string, errors: readonly Diagnostic[]): string {
  let mended = text
  let next = text.length + 1
  for (const { fix } of [...errors].sort((a, b) => b.place.span.start - a.place.span.start)) {
    if (!fix || fix.place.span.end > next) continue
    mended = mended.slice(0, fix.place.span.start) + fix.text + mended.slice(fix.place.span.end)
    next = fix.place.span.start
  }
  return mended
}

function follow(text: string, name: string, errors: readonly Diagnostic[]): string {
  return (followed[name] ?? []).reduce((before, [from, to]) => {
    const after = before.includes(from) ? before.replace(from, to) : before.replace(new RegExp(from), to)
    if (after === before) throw new Error(`${from} is not there`)
    // What was mended first may have uncovered more, which has helps of its own.
    const helps = [...errors, ...errorsOf(before)].map(({ help = '' }) => help)
    if (!comesFrom(helps, from, to)) throw new Error(`no help says ${to}: ${helps.join(' | ')}`)
    return after
  }, text)
}

/** Whether a text was only taken away, only moved, or holds what a help names. */
function comesFrom(helps: readonly string[], from: string, to: string): boolean {
  if (to.length < from.length || to.trim() === from.trim()) return true
  const named = helps.flatMap(help => [...help.matchAll(/`([^`]+)`|"([^"]+)"|\b(\d+[smh]?)\b/g)])
  const words = named.flatMap(([, ...groups]) => groups.flatMap(word => word?.split(/[\s,{}]+/) ?? []))
  return words.some(
    word => word.length > 0 && (to.includes(word) || word.includes(to.replace(/^["']|["']$/g, ''))),
  )
}
