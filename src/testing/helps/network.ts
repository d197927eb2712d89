import type { Followed } from './follow.js'

/** Helps about addresses, sockets, hosts, ranges and audio. */
export const network: Followed = {
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
  'bad-host/bad.yaml': [['sip_acme', 'sip.acme.example']],
  'bad-network/bad-empty.yaml': [['""', '203.0.113.7']],
  'bad-network/bad-name.yaml': [['vendor.example', '203.0.113.0/28']],
  'bad-network/bad-octal.yaml': [['010.0.0.1', '10.0.0.1']],
  'bad-network/bad-prefix.yaml': [['/33', '/32']],
  'bad-network/bad-short.yaml': [['"10.1"', '203.0.113.7']],
  'bad-ports/bad-number.yaml': [['70000', '65535']],
  'bad-uri/bad-ipv4.yaml': [['sip:a@256.1.1.1', 'sip:name@sip.acme.example']],
  'bad-uri/bad-ipv6.yaml': [['sip:a@[1::2::3]', 'sip:name@sip.acme.example']],
  'bad-uri/bad-label.yaml': [['sip:acme@-acme', 'sip:name@acme']],
  'bad-uri/bad-number.yaml': [
    ['0123456789', 'tel:+33123456789'],
    ['lines:', 'trunks: {carrier: {uri: sip:sbc.carrier.example}}\nlines:'],
  ],
  'bad-uri/bad-sips.yaml': [['sips:', 'sip:']],
  'bad-uri/bad-tel.yaml': [
    ['tel:0123456789', 'tel:+33123456789'],
    ['tel:+33123"', 'tel:+33123456789"'],
  ],
  'duplicate-address/bad.yaml': [['ast2: {sip: "10.0.0.11:5060', 'ast2: {sip: "10.0.0.11:5061']],
  'duplicate-uri/bad-host.yaml': [['sip:sales@acme.sip.twilio.com', 'sip:sales@sales.sip.twilio.com']],
  'duplicate-uri/bad-id.yaml': [['sip:orders@sip.acme.example', 'sip:info-line@sip.acme.example']],
  'duplicate-uri/bad-user.yaml': [['sip:Sales@sip.acme.example', 'sip:info-line@sip.acme.example']],
  'ip-host/bad.yaml': [['sip:acme@54.172.60.1', 'sip:name@name.sip.twilio.com']],
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
  'pstn-host/bad.yaml': [['.pstn.twilio.com', '.sip.twilio.com']],
  'unreachable-node/bad.yaml': [['nodes:', 'edge: {inside: "udp:10.0.0.5:5060"}\nnodes:']],
  'unreachable-node/bad-family.yaml': [['edge:\n', 'edge:\n  inside: "udp:[2001:db8::5]:5060"\n']],
  'wide-range/bad-ipv6.yaml': [['"2000::/3"', '203.0.113.0/28']],
  'wide-range/bad-seven.yaml': [['10.0.0.0/7', '203.0.113.0/28']],
  'wide-range/bad-zero.yaml': [['0.0.0.0/0', '203.0.113.0/28']],
  'audio-family/bad-some-nodes.yaml': [['media: any', 'media: [{ranges: [203.0.113.0/24]}]']],
  'ambiguous-answer/bad.yaml': [['    agents: [alice]\n', '']],
  'covered-range/bad-many.yaml': [
    ['203.0.113.4/30, 203.0.113.0/29, ', ''],
    ['"2001:db8::1", ', ''],
  ],
  'covered-range/bad-same.yaml': [[', 203.0.113.0/28', '']],
  'covered-range/bad.yaml': [[', 203.0.113.5', '']],
  'open-media/bad.yaml': [
    ['sip:sbc.carrier.example', 'sip:sbc.carrier.example, allow: [192.0.2.0/28]'],
    ['alice@phones.acme.example', 'alice@10.0.1.20'],
    [
      'overflow: sip:agent@ai.example.net',
      'overflow: [{to: "sip:agent@ai.example.net", media: [203.0.113.0/24]}]',
    ],
    [
      'voicemail: true',
      'overflow: [{to: "sip:desk@desk.example", media: [203.0.113.0/24]}]\n    voicemail: false',
    ],
    ['media: any', 'media: [{ranges: [203.0.113.0/24]}]'],
  ],
  'own-address/bad.yaml': [['[198.51.100.8/29, 10.0.0.8/29]', '[203.0.113.7]']],
  'stale-twilio-range/bad.yaml': [[', 54.172.61.0/24, 34.203.250.0/23', '']],
  'twilio-range/bad.yaml': [
    [
      '    allow',
      '    ticket: required\n    # sipin-ignore twilio-range: no addresses of its own\n    allow',
    ],
  ],
  'wide-range/bad-trunk.yaml': [['192.0.0.0/9', '203.0.113.0/28']],
  'wide-range/bad-warning.yaml': [['203.0.0.0/15', '203.0.113.0/28']],
}
