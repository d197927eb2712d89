import type { Followed } from './follow.js'

/** Helps about YAML, keys, and the form of values. */
export const writing: Followed = {
  'alias/bad.yaml': [
    [' &base', ''],
    ['lines:', 'defaults: {allow: [203.0.113.0/28]}\nlines:'],
    ['*base', ''],
    ['sales: ', 'sales: {uri: sip:acme-support@acme-support.sip.twilio.com}'],
  ],
  'bad-date/bad-day.yaml': [['2027-02-29', '2027-02-28']],
  'bad-duration/bad-bounds.yaml': [['offer_time: 5s', 'offer_time: 15s']],
  'bad-duration/bad-wait.yaml': [['2h', '1h']],
  'bad-email/bad.yaml': [['sales@acme.example, boss@acme.example', 'sales@acme.example']],
  'bad-header/bad.yaml': [
    ['X-Zendesk-Ticket-Id', 'User-to-User'],
    ['via', 'P-Asserted-Identity'],
    ['"caller id"', 'User-to-User'],
  ],
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
  'bad-path/bad-absolute.yaml': [['/etc/passwd', 'sounds/passwd']],
  'bad-path/bad-up.yaml': [['../welcome.wav', 'sounds/welcome.wav']],
  'bad-time/bad-empty.yaml': [['09:00-09:00', '09:00-18:00']],
  'bad-time/bad-hour.yaml': [['09:00-25:00', '09:00-18:00']],
  'unquoted-number/bad-plus.yaml': [['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:']],
  'dead-key/bad.yaml': [
    ['1: agents', '1: talk'],
    ['3: voicemail', '3: talk'],
  ],
  'duplicate-key/bad-line.yaml': [[/ {2}support:\n {4}uri: sip:other[\s\S]*$/.source, '']],
  'duplicate-key/bad-nested.yaml': [['    allow: [203.0.113.16/28]\n', '']],
  'empty-file/bad.yaml': [
    ['$', 'version: 1\nlines: {s: {uri: "sip:s@s.sip.twilio.com", allow: [203.0.113.1]}}\n'],
  ],
  'empty/bad-allow.yaml': [['[]', '[203.0.113.0/28]']],
  'empty/bad-lines.yaml': [['{}', '{support: {uri: sip:a@a.sip.twilio.com, allow: [203.0.113.0/28]}}']],
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
  'out-of-range/bad.yaml': [['1501', '1500']],
  'overflow-loop/bad-id.yaml': [
    ['overflow: sip:sales@sip.acme.example', 'overflow: sip:agent@ai.example.net'],
  ],
  'overflow-loop/bad-own-host.yaml': [['sip:anyone@acme.sip.twilio.com', 'sip:agent@ai.example.net']],
  'overflow-loop/bad-two.yaml': [['overflow: sip:x@b.sip.twilio.com', 'overflow: sip:agent@ai.example.net']],
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
  'wrong-type/bad-empty.yaml': [['overflow: ', 'overflow: sip:agent@ai.example.net']],
}
