import { describe, expect, it } from '@jest/globals'
import { comingYear } from '../commands/date.js'
import type { Diagnostic } from '../diagnostic.js'
import { checkProject } from '../pipeline.js'

/**
 * What newcomers write, where it belongs, and what sipin says to write instead: with `=` the certain edit, else words
 * of the help.
 */
const mistakes: Readonly<Record<string, readonly (readonly [written: string, said: string])[]>> = {
  'site: {timezone: @}': [
    ['GMT+1', '`Etc/GMT-1`'],
    ['UTC+1', '`Etc/GMT-1`'],
    ['UTC-5', '`Etc/GMT+5`'],
    ['"+02:00"', '`Etc/GMT-2`'],
    ['UTC+05:30', 'the place whose clocks count'],
    ['UTC+0', '`Etc/UTC`'],
    ['GMT+15', 'the place whose clocks count'],
    ['PST', '`America/Los_Angeles`'],
    ['PDT', '`America/Los_Angeles`'],
    ['EST', '`America/New_York`'],
    ['MST', '`America/Denver`'],
    ['CST', '`America/Chicago`'],
    ['CET', '`Europe/Paris`'],
    ['CEST', '`Europe/Paris`'],
    ['BST', '`Europe/London`'],
    ['IST', '`Asia/Kolkata`'],
    ['paris', '=Europe/Paris'],
    ['New York', '=America/New_York'],
    ['europe/paris', '=Europe/Paris'],
    ['Europe/Pariz', '=Europe/Paris'],
    ['Europe/Kiev', '=Europe/Kyiv'],
    ['US/Pacific', '=America/Los_Angeles'],
    ['XYZ', 'IANA name such as `Europe/Paris`'],
    ['local', 'IANA name such as `Europe/Paris`'],
  ],
  'lines: {s: {secure: @}}': [
    ['no', '=false'],
    ['off', '=false'],
    ['yes', '=true'],
    ['on', '=true'],
    ['"true"', '=true'],
    ['"false"', '=false'],
    ['0', '=false'],
    ['1', '=true'],
  ],
  'lines: {s: {voicemail: @}}': [
    ['no', '=false'],
    ['yes', '=true'],
    ['[true]', 'write'],
  ],
  'version: @': [
    ['"1"', '=1'],
    ['2', '=1'],
    ['v1', '=1'],
    ["'1.0'", '=1'],
  ],
  'lines: {s: {allow: @}}': [
    ['203.0.113.7', '=[203.0.113.7]'],
    ['"1.2.3.0/24, 5.6.7.8"', '=[1.2.3.0/24, 5.6.7.8]'],
    ['1.2.3.0/24 5.6.7.8', '=[1.2.3.0/24, 5.6.7.8]'],
    ['"2001:db8::/32"', '=["2001:db8::/32"]'],
    ['[203.0.113.0-203.0.113.15]', '=203.0.113.0/28'],
    ['[203.0.113.0-15]', '=203.0.113.0/28'],
    ['[203.0.113.1 - 203.0.113.4]', '`203.0.113.1`, `203.0.113.2/31`, `203.0.113.4`'],
    ['["1.2.3.0/24, 5.6.7.8"]', '`1.2.3.0/24`, `5.6.7.8`'],
    ['["203.0.113.7:5060"]', '=203.0.113.7'],
    ['["udp:203.0.113.7:5060"]', '=203.0.113.7'],
    ['["sip:203.0.113.7"]', '=203.0.113.7'],
    ['[" 203.0.113.7 "]', '=203.0.113.7'],
    ['[203.0.113.*]', '=203.0.113.0/24'],
    ['[203.0.*.*]', '=203.0.0.0/16'],
    ['[203.0.113.0/255.255.255.240]', '=203.0.113.0/28'],
    ['["[2001:db8::1]"]', '="2001:db8::1"'],
    ['["::ffff:203.0.113.7"]', '=203.0.113.7'],
    ['[vendor.example]', 'dig +short vendor.example'],
    ['["https://vendor.example/sip"]', 'dig +short vendor.example'],
    ['[any]', 'cannot be open to all'],
    ['["*"]', 'cannot be open to all'],
    ['[203.0.113.0/33]', '`203.0.113.0/32`'],
    ['[010.0.0.1]', '`10.0.0.1`'],
    ['[203.0.113]', '`203.0.113.0/28`'],
    ['[203.0.113.256]', '`203.0.113.0/28`'],
    ['[]', '`[203.0.113.0/28]`'],
    ['', '`["203.0.113.0/28"]`'],
    ['[“203.0.113.7”]', '=203.0.113.7'],
    ['[203.0.113.7\u00a0]', '=203.0.113.7'],
    ['203.0.113.1-203.0.113.4', '=[203.0.113.1, 203.0.113.2/31, 203.0.113.4]'],
    ['203.0.113.*', '=[203.0.113.0/24]'],
    ['vendor.example', 'the addresses that its owner publishes'],
    ['any', 'cannot be open to all'],
  ],
  'lines: {s: {media: @}}': [
    ['203.0.113.0/28', '=[{ranges: [203.0.113.0/28]}]'],
    ['[203.0.113.0/28]', '={ranges: [203.0.113.0/28]}'],
    ['twilio', '=[twilio]'],
    ['"twilio, allow"', '=[twilio, allow]'],
    ['everything', '`[twilio, allow]`'],
    ['[any]', '`media: any`, without a list'],
    ['[203.0.113.300]', '`{ranges: [203.0.113.0/28]}`'],
  ],
  'trunks: {c: {uri: "sip:c.example", media: @}}': [['203.0.113.0/28', '=[203.0.113.0/28]']],
  'lines: {s: {overflow: [{to: "sip:b.example", media: @}]}}': [
    ['203.0.113.0/28', '=[203.0.113.0/28]'],
    ['allow', '=[allow]'],
  ],
  'lines: {s: {overflow: [{to: "sip:b.example", ring: @}]}}': [['400', '5s to 5m']],
  'lines: {s: {agents: [a], offer_time: @}}': [
    ['30', '=30s'],
    ['"30"', '=30s'],
    ['3', '15s to 2m'],
    ['1', '=1m'],
    ['300', '`2m`'],
    ['10 minutes', '`2m`'],
  ],
  'agents: {a: {uri: @}}': [['sip:alice10.0.1.20', '`sip:alice@10.0.1.20`']],
  'lines: {s: {uri: @}}': [
    ['+33123456789', 'write a SIP URI'],
    ['acme@acme.sip.twilio.com', '=sip:acme@acme.sip.twilio.com'],
    ['sip://acme@acme.sip.twilio.com', '=sip:acme@acme.sip.twilio.com'],
    ['sips:acme@acme.sip.twilio.com', '`sip:acme@acme.sip.twilio.com`'],
    ['"<sip:acme@acme.sip.twilio.com>"', 'remove the character'],
    ['sip:acme:secret@acme.sip.twilio.com', '=sip:acme@acme.sip.twilio.com'],
    ['sip:acme@acme.sip.twilio.com?X-Zendesk-Ticket-Id=1', '=sip:acme@acme.sip.twilio.com'],
    ['sip:acme@acme.sip.twilio.com;lr', '=sip:acme@acme.sip.twilio.com'],
    ['sip:acme@acme.sip.twilio.com:99999', '=sip:acme@acme.sip.twilio.com'],
    ['sip:ac me@acme.sip.twilio.com', '=sip:acme@acme.sip.twilio.com'],
    ['"sip:acme@acme.sip.twilio.com "', '=sip:acme@acme.sip.twilio.com'],
    ['[sip:acme@acme.sip.twilio.com]', '=sip:acme@acme.sip.twilio.com'],
    ['‘sip:acme@acme.sip.twilio.com’', '=sip:acme@acme.sip.twilio.com'],
  ],
  'lines: {s: {overflow: @}}': [
    ['+33123456789', '="tel:+33123456789"'],
    ['"+33 1 23 45 67 89"', '=tel:+33123456789'],
    ['0123456789', 'country code'],
    ['"0123456789"', 'country code'],
    ['agent@ai.example.net', '=sip:agent@ai.example.net'],
    ['[sip:agent@ai.example.net]', '={to: sip:agent@ai.example.net}'],
    ['[+33123456789]', '={to: "tel:+33123456789"}'],
    ['{to: sip:agent@ai.example.net}', '`[{…}]`'],
  ],
  'lines: {s: {hours: {@: 09:00-18:00}}}': [
    ['monday', '=mon'],
    ['Monday-Friday', '=mon-fri'],
    ['mon to fri', '=mon-fri'],
    ['weekdays', '=mon-fri'],
    ['weekend', '="sat,sun"'],
    ['Saturday and Sunday', '=sat-sun'],
    ['tues-thurs', '=tue-thu'],
    ['daily', '=mon-sun'],
    ['"mon-wed,tue"', '=mon-wed'],
    ['mon/wed', '="mon,wed"'],
    ['mon–fri', '=mon-fri'],
    ['1-5', 'write days as in'],
    ['montag', 'write days as in'],
  ],
  'lines: {s: {hours: {fri: 09:00-18:00, sat: @}}}': [
    ['closed', 'remove the day'],
    ['off', 'remove the day'],
    ['false', 'remove the day'],
    ['[]', 'remove the day'],
    ['', 'remove the day'],
  ],
  'lines: {s: {hours: {mon: @}}}': [
    ['"09:00-12:00,14:00-18:00"', '=[09:00-12:00, 14:00-18:00]'],
    ['"9-12, 14-18"', '=[09:00-12:00, 14:00-18:00]'],
    ['09:00-12:00 and 14:00-18:00', '=[09:00-12:00, 14:00-18:00]'],
  ],
  'lines: {s: {hours: {mon: "@"}}}': [
    ['9-18', '=09:00-18:00'],
    ['9:00-18:00', '=09:00-18:00'],
    ['09:00 - 18:00', '=09:00-18:00'],
    ['9am-5pm', '=09:00-17:00'],
    ['9:30am - 12pm', '=09:30-12:00'],
    ['09.00-18.00', '=09:00-18:00'],
    ['9h-18h30', '=09:00-18:30'],
    ['0900-1800', '=09:00-18:00'],
    ['09:00 to 18:00', '=09:00-18:00'],
    ['09:00–18:00', '=09:00-18:00'],
    ['09:00:00-18:00:00', '=09:00-18:00'],
    ['24:00-09:00', '=00:00-09:00'],
    ['00:00-00:00', '=00:00-24:00'],
    ['09:00-25:00', '`09:00-18:00`'],
    ['all day', '`09:00-18:00`'],
  ],
  'schedules: {s: {weekly: {mon: 09:00-18:00}, holidays: ["@"]}}': [
    ['25/12/2026', '=2026-12-25'],
    ['12/25/2026', '=2026-12-25'],
    ['25.12.2026', '=2026-12-25'],
    ['3/4/2026', '`2026-04-03` or `2026-03-04`'],
    ['2026/12/25', '=2026-12-25'],
    ['2026-1-5', '=2026-01-05'],
    ['20261225', '=2026-12-25'],
    ['2026-12-24 - 2026-12-26', '=2026-12-24..2026-12-26'],
    ['2026-12-24 to 2026-12-26', '=2026-12-24..2026-12-26'],
    ['2026-12-24/2026-12-26', '=2026-12-24..2026-12-26'],
    ['2026-12-24...2026-12-26', '=2026-12-24..2026-12-26'],
    ['2026-12-26..2026-12-24', '=2026-12-24..2026-12-26'],
    ['2027-02-29', '`2027-02-28`'],
    ['12-25', 'with its year'],
    ['25 Dec', 'with its year'],
    ['christmas', '`2027-01-01`'],
  ],
  'lines: {s: {override: {state: closed, until: "@"}}}': [
    ['2026-12-01', '=2026-12-01T00:00'],
    ['2026-12-01 12:00', '=2026-12-01T12:00'],
    ['2026-12-01T12:00:00', '=2026-12-01T12:00'],
    ['2026-12-01T12:00Z', '`2026-12-01T12:00`'],
    ['tomorrow', '`2026-12-01T12:00`'],
  ],
  'lines: {s: {agents: [a], max_wait: @}}': [
    ['300', '`300s`'],
    ['5', '=5m'],
    ['"300"', '`300s`'],
    ['5 min', '=5m'],
    ['5min', '=5m'],
    ['90 seconds', '=90s'],
    ['1m30s', '=90s'],
    ['1.5m', '=90s'],
    ['PT5M', '=5m'],
    ['2h', '`1h`'],
    ['10s', '`1m`'],
    ['soon', '`30s`, `5m`, `1h`'],
    ['5 m', '=5m'],
    ['two minutes', '`30s`, `5m`, `1h`'],
  ],
  'nodes: {n: {sip: "@"}}': [
    ['10.0.0.11', '=10.0.0.11:5060'],
    ['udp:10.0.0.11:5060', '=10.0.0.11:5060'],
    ['2001:db8::1', '="[2001:db8::1]:5060"'],
    ['10.0.0.11:70000', '=10.0.0.11:5060'],
    ['node1.example', '`10.0.0.11:5060`'],
  ],
  'nodes: {n: {sip: "10.0.0.11:5060", media: "@"}}': [
    ['198.51.100.11:5060', '=198.51.100.11'],
    ['node.example', '`198.51.100.11`'],
  ],
  'nodes: {n: {sip: "10.0.0.11:5060", rtp_ports: "@"}}': [
    ['10000:20000', '=10000-20000'],
    ['10000 - 20000', '=10000-20000'],
    ['10000..20000', '=10000-20000'],
    ['20000-10000', '=10000-20000'],
    ['10000-70000', '`10000-65535`'],
    ['many', '`10000-20000`'],
  ],
  'edge: {listen: @}': [
    ['198.51.100.10', '`[udp:198.51.100.10:5060]`'],
    ['udp:198.51.100.10:5060', '=[udp:198.51.100.10:5060]'],
    ['tls:198.51.100.10', '=[tls:198.51.100.10:5061]'],
  ],
  'edge: {domains: @}': [['https://sip.acme.example/', '`[sip.acme.example]`']],
  'edge: {listen: ["tls:198.51.100.10:5061"], tls: {certificate: @, private_key: /etc/key.pem}}': [
    ['tls/cert.pem', '/etc/sipin/tls/cert.pem'],
  ],
  'edge: {listen: ["udp:198.51.100.10:5060"], tls: {certificate: /etc/cert.pem, private_key: @}}': [
    ['tls/key.pem', '/etc/sipin/tls/key.pem'],
  ],
  'edge: {listen: ["@"]}': [
    ['198.51.100.10:5060', '`udp:198.51.100.10:5060`'],
    ['198.51.100.10', '`udp:198.51.100.10:5060`'],
    ['udp:198.51.100.10', '=udp:198.51.100.10:5060'],
    ['tls:198.51.100.10', '=tls:198.51.100.10:5061'],
    ['udp:eth0:5060', '`udp:198.51.100.10:5060`'],
  ],
  'edge: {domains: ["@"]}': [
    ['sip:sip.acme.example', '`sip.acme.example`'],
    ['https://sip.acme.example/', '`sip.acme.example`'],
    ['sip.acme.example:5060', '`sip.acme.example`'],
    ['*.acme.example', '`acme.example`'],
    ['my_host.acme.example', '`my-host.acme.example`'],
    ['localhost_', 'as in `sip.acme.example`'],
  ],
  'lines: {s: {@: x}}': [
    ['ips', '=allow'],
    ['whitelist', '=allow'],
    ['schedule', '=hours'],
    ['fallback', '=overflow'],
    ['ivr', '=menu'],
    ['moh', '=music'],
    ['callerId', '=caller_id'],
    ['caller-id', '=caller_id'],
    ['Hours', '=hours'],
    ['colour', 'remove it'],
  ],
  'lines: {s: {menu: {prompt: a.wav, @: talk, keys: {2: talk}}}}': [
    ['1', 'write it under `keys`'],
    ['"#"', 'write it under `keys`, as in `keys: {"#"'],
  ],
  'lines: {s: {ticket: {@: true}}}': [['required', 'write `required` in place of the mapping']],
  'schedules: {s: {@: 09:00-18:00}}': [['mon-fri', 'write it under `weekly`']],
  'zendesk: {subdomain: acme, @: x}': [
    ['token', '`SIPIN_ZENDESK_TOKEN`; the key known here is `subdomain`'],
    ['user', '`SIPIN_ZENDESK_USER`'],
  ],
  'trunks: {c: {@: x}}': [
    ['url', '=uri'],
    ['host', 'remove it'],
    ['ips', '=allow'],
  ],
  '@: {}': [
    ['timezone', 'write it under `site`'],
    ['domains', 'write it under `edge`'],
    ['holidays', 'write it under `schedules`'],
    ['carriers', '=trunks'],
    ['hours', '=schedules'],
    ['Schedules', '=schedules'],
    ['agent', '=agents'],
  ],
  'lines: @': [
    ['[{id: support}]', 'without the dashes'],
    ['support', '{support: {uri'],
    ['', '{support: {uri'],
  ],
  'lines: {s: {agents: @}}': [
    ['alice', '=[alice]'],
    ['"alice, bob"', '=[alice, bob]'],
  ],
  'lines: {s: {agents: [a], max_queue: @}}': [
    ['"15"', '=15'],
    ['1501', '0 to 1500'],
  ],
  'lines: {s: {ticket: @}}': [
    ['requierd', '=required'],
    ['yes', '`optional` or `required`'],
  ],
  'lines: {s: {voicemail: {email: "@"}}}': [
    ['a@acme.example, b@acme.example', '`a@acme.example`'],
    ['nobody', '`sales@acme.example`'],
  ],
  'lines: {s: {codecs: @}}': [
    ['PCMU', '=[PCMU]'],
    ['[G711]', '`PCMU` (G.711'],
    ['[ulaw]', '=PCMU'],
    ['[alaw]', '=PCMA'],
  ],
}

const year = comingYear('2026-11-24')
const cases = Object.entries(mistakes).flatMap(([shape, list]) =>
  list.map(([written, said]) => [shape, written, said] as const),
)

describe('a mistake', () => {
  it('of more than two hundred', () => {
    expect(cases.length).toBeGreaterThan(200)
  })

  it.each(cases)('in %s: %s is answered with %s', (shape, written, said) => {
    // A line without a uri is not looked into.
    const whole = shape.includes('uri: @')
      ? shape
      : shape.replace('lines: {s: {', 'lines: {s: {uri: "sip:s@s.example", ')
    const from = whole.indexOf('@', whole.indexOf('s.example') + 1)
    const text = `${whole.slice(0, from)}${written}${whole.slice(from + 1)}\n`
    const found = checkProject([{ file: 'sipin.yaml', text }], year).diagnostics.filter(
      ({ place, severity }) =>
        severity === 'error' &&
        place.span.end >= from - (written === '' ? 3 : 0) &&
        place.span.start <= from + written.length,
    )
    const answers = found.map(answerOf)
    if (!answers.some(answer => answer.includes(said))) throw new Error(answers.join('\n') || 'no error')
    // What the example of the schema refers to is not in this project.
    expect(answers.join('\n')).not.toMatch(/: (office|nights)\b/)
    const edit = found.find(({ fix }) => fix && said === `=${fix.text}`)
    if (said.startsWith('=') && edit) expectMended(text, edit)
    expectNothingNext(text, found, { start: from, end: from + written.length })
  })
})

function answerOf({ help = '', fix }: Diagnostic): string {
  return `${fix ? `=${fix.text}` : ''} ${help}`
}

/** The edit makes the error go away, and none of its kind come. */
function expectMended(text: string, { fix, code }: Diagnostic): void {
  if (!fix) return
  const mended = text.slice(0, fix.place.span.start) + fix.text + text.slice(fix.place.span.end)
  const count = (one: string): number =>
    checkProject([{ file: 'sipin.yaml', text: one }], year).diagnostics.filter(other => other.code === code)
      .length
  expect(count(mended)).toBeLessThan(count(text))
}

/**
 * What is written as the help says is no error of another kind, at the place where the first one was. What it refers to
 * elsewhere (a trunk, a certificate, an agent) is another matter.
 */
function expectNothingNext(
  text: string,
  found: readonly Diagnostic[],
  value: Diagnostic['place']['span'],
): void {
  const [edit] = found.flatMap(({ code, fix, help = '', place }) => {
    if (fix) return [{ span: fix.place.span, put: fix.text }]
    const [, put] =
      /^write (?:it as in |a list, as in |at least one, as in )?`([^`…]+)`(?:$|[,;:])/.exec(help) ?? []
    if (put === undefined) return []
    // Of a URI the faulty part is pointed at, of an empty value its key.
    const isKey = code !== 'unknown-key' && text[place.span.end] === ':'
    const after = { start: place.span.end + 1, end: place.span.end + 1 }
    if (isKey) return [{ span: after, put: ` ${put}` }]
    return [{ span: code === 'bad-uri' || code === 'empty' ? value : place.span, put }]
  })
  if (!edit) return
  const { span, put } = edit
  const mended = text.slice(0, span.start) + put + text.slice(span.end)
  const before = new Set(errorsAround(text, span))
  const next = errorsAround(mended, { start: span.start, end: span.start + put.length })
  expect(next.filter(said => !before.has(said))).toEqual([])
}

function errorsAround(text: string, { start, end }: Diagnostic['place']['span']): string[] {
  return checkProject([{ file: 'sipin.yaml', text }], year)
    .diagnostics.filter(
      ({ code, place: { span }, severity }) =>
        severity === 'error' &&
        !['no-tls', 'no-trunk', 'unknown-reference'].includes(code) &&
        span.start < end &&
        span.end > start,
    )
    .map(({ code, message }) => `${code}: ${message}`)
}
