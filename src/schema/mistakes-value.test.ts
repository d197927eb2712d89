import { describeMistakes } from '../testing/mistakes.js'

/** URIs, yes and no, numbers, lists and words. */
describeMistakes('in another value', {
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
})
