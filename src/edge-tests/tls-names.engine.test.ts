import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { tlsFolder } from '../lab/actor/transports/tls.js'
import { callOut } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

/**
 * Whoever is called over TLS shows a certificate of the name that was called (RFC 5922 section 7.1), or has not answered.
 */
let site: Site

/** Each target has an address of its own, since a connection that is open is used again. */
interface Target {
  readonly what: string
  readonly host: string
  readonly ip: string
  readonly names: string
}

const target = (index: number, what: string, host: string, names: string): Target => ({
  what,
  host,
  ip: `203.0.113.${100 + index}`,
  names,
})

const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.long.example`
const many = Array.from({ length: 120 }, (_, i) => `DNS:host-${i}.of-a-content-network.example`)
const right: readonly Target[] = [
  target(0, 'its name', 'ai.one.example', 'DNS:ai.one.example'),
  target(
    1,
    'its name among others',
    'ai.two.example',
    'DNS:other.example,DNS:ai.two.example,DNS:more.example',
  ),
  target(2, 'a wildcard for the first label', 'ai.three.example', 'DNS:three.example,DNS:*.three.example'),
  target(3, 'a SIP URI of its name', 'ai.four.example', 'URI:sip:ai.four.example'),
  target(4, 'its address', '203.0.113.104', 'IP:203.0.113.104'),
  target(5, 'capital letters', 'ai.six.example', 'DNS:AI.Six.example'),
  { ...target(6, 'its IPv6 address', '2001:db8:113::6', 'IP:2001:db8:113::6'), ip: '2001:db8:113::6' },
  target(7, 'its name as the last of many', 'ai.many.example', [...many, 'DNS:ai.many.example'].join()),
  target(8, 'a name of 135 letters', long, `DNS:${long}`),
]
const wrong: readonly Target[] = [
  target(20, 'the name of somebody else', 'ai.seven.example', 'DNS:somebody.example'),
  target(21, 'a name that begins with it', 'ai.eight.example', 'DNS:ai.eight.example.evil.example'),
  target(
    22,
    'a name that ends with it',
    'ai.nine.example',
    'DNS:evil.ai.nine.example,DNS:evilai.nine.example',
  ),
  target(23, 'a wildcard for two labels', 'a.b.ten.example', 'DNS:*.ten.example'),
  target(24, 'its name as a common name alone', 'ai.eleven.example', 'DNS:evil.example'),
  target(25, 'the address of somebody else', '203.0.113.125', 'IP:203.0.113.126'),
  target(26, 'its address as a name', '203.0.113.126', 'DNS:203.0.113.126'),
  // subjectAltName of ai.any.example, as the contents of another extension.
  target(
    28,
    'its name in another extension',
    'ai.any.example',
    'DNS:evil.example\\n1.2.3.4=DER:301906035504110412301082 0e61692e616e792e6578616d706c65'.replace(' ', ''),
  ),
  target(27, 'its name as a mail address', 'ai.twelve.example', 'email:ai.twelve.example@evil.example'),
]

beforeAll(async () => {
  const all = [...right, ...wrong]
  site = await startSite(
    `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061, "tls:[2001:db8:64::10]:5061"]
  inside: udp:10.0.0.5:5060
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/keys/edge.pem}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: false
    overflow:
${all.map(one => `      - {to: "${uriOf(one)}", media: [203.0.113.0/24]}`).join('\n')}
`,
    {
      addresses: ['2001:db8:64::10', ...all.map(({ ip }) => ip)],
      hosts: Object.fromEntries(
        all.filter(({ host }) => /[a-z]\./.test(host)).map(({ host, ip }) => [host, ip]),
      ),
    },
  )
})
afterAll(() => site?.stop())

/** Listens with a certificate of an authority that the edge trusts. */
async function listen({ host, ip, names }: Target): Promise<Peer> {
  const at = '/tmp/issued'
  await site.wire.run(
    'sh',
    '-c',
    [
      `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=${host.slice(0, 60)}" -keyout ${at}.key -out ${at}.csr`,
      `printf 'subjectAltName=${names}\\n' > ${at}.ext`,
      `openssl x509 -req -in ${at}.csr -CA ${tlsFolder}/fullchain.pem -CAkey ${tlsFolder}/key.pem -days 30 -extfile ${at}.ext -out ${at}.pem`,
    ].join(' && '),
  )
  return site.wire.listen(
    'tls',
    { ip, port: 5061 },
    { cert: await site.wire.run('cat', `${at}.pem`), key: await site.wire.run('cat', `${at}.key`) },
  )
}

const asked = {
  headers: [
    ['X-Sipin-Leg', 'overflow'],
    ['X-Sipin-Line', 'support'],
  ],
  body: sdp(at.nodeMedia, { port: '12000' }),
} as const

const uriOf = ({ host }: Target): string =>
  `sip:agent@${host.includes(':') ? `[${host}]` : host};transport=tls`

it.each(right.map(one => [one.what, one] as const))('a certificate with %s is good', async (_, one) => {
  const peer = await listen(one)
  const call = await callOut({ ...site, target: peer }, `right-${one.ip}`, 'overflow', {
    uri: uriOf(one),
    answer: sdp('203.0.113.14'),
  })
  await settled(call)
  await hangUp(call)
})

it.each(wrong.map(one => [one.what, one] as const))('a certificate with %s is not', async (_, one) => {
  const peer = await listen(one)
  const before = await site.refused('certificate')
  const callId = `wrong-${one.ip}`
  await site.node.send(compose({ from: at.node, callId, uri: uriOf(one), ...asked }), at.inside)
  const invite = await request(peer, 'INVITE')
  await reply(peer, invite, 180)
  await reply(peer, invite, 200, sdp('203.0.113.14'))
  const { message } = await finalAnswer(site.node, callId, '1 INVITE')
  expect([message.start.split(' ')[1], message.body]).toEqual(['408', ''])
  expect(site.node.inbox.filter(({ text }) => text.startsWith('SIP/2.0 180'))).toEqual([])
  expect(await site.refused('certificate')).toBe(before + 2)
})
