import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { tlsFolder } from '../lab/actor/transports/tls.js'
import { callTalk } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { sdp } from '../testing/wire/messages.js'
import { type Call, establish } from '../testing/wire/sides.js'
import { at, type Site, siteHosts, startSite } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

/** The leg to Talk of a line with Secure media: TLS, and keys by SDES (RFC 4568), or nothing. */
let site: Site
let talk: Peer
beforeAll(async () => {
  site = await startSite(
    `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tcp:198.51.100.10:5060, tls:198.51.100.10:5061]
  inside: udp:10.0.0.5:5060
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/keys/edge.pem}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
lines:
  vault:
    uri: sip:acme-vault@acme-vault.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: true
    voicemail: true
`,
    { addresses: [], hosts: { ...siteHosts, 'acme-vault.sip.twilio.com': at.talk.ip } },
  )
  talk = await site.wire.listen(
    'tls',
    { ip: at.talk.ip, port: 5061 },
    {
      cert: await site.wire.run('cat', `${tlsFolder}/fullchain.pem`),
      key: await site.wire.run('cat', `${tlsFolder}/key.pem`),
    },
  )
})
afterAll(() => site?.stop())

const suite = 'AES_CM_128_HMAC_SHA1_80'
const key = 'a'.repeat(40)
const crypto = (rest: string): string =>
  sdp(at.talkMedia, { profile: 'RTP/SAVP', formats: '0', rest: `a=crypto:${rest}` })

let calls = 0
async function callVault(answer: string): Promise<Call> {
  const call = await callTalk(
    { ...site, talk },
    `vault-${++calls}`,
    {
      uri: 'sip:acme-vault@acme-vault.sip.twilio.com',
      headers: [
        ['X-Sipin-Leg', 'talk'],
        ['X-Sipin-Line', 'vault'],
      ],
      body: sdp(at.nodeMedia, {
        profile: 'RTP/SAVP',
        port: '12000',
        rest: `a=crypto:1 ${suite} inline:${key}`,
      }),
    },
    answer,
  )
  await settled(call)
  return call
}

it.each<[string, string, string]>([
  ['a key', crypto(`1 ${suite} inline:${key}`), `1 ${suite} inline:${key}`],
  ['a key with a lifetime', crypto(`1 ${suite} inline:${key}|2^20`), `1 ${suite} inline:${key}`],
  [
    'a short tag',
    crypto(`1 AES_CM_128_HMAC_SHA1_32 inline:${key}`),
    `1 AES_CM_128_HMAC_SHA1_32 inline:${key}`,
  ],
  ['a tag of nine digits', crypto(`123456789 ${suite} inline:${key}`), `123456789 ${suite} inline:${key}`],
  [
    'two keys, of which the first counts',
    crypto(`1 ${suite} inline:${key}\na=crypto:2 ${suite} inline:${'b'.repeat(40)}`),
    `1 ${suite} inline:${key}`,
  ],
  [
    'a key that nobody knows and one that is good',
    crypto(`1 AES_256_CM_HMAC_SHA1_80 inline:${key}\na=crypto:2 ${suite} inline:${key}`),
    `2 ${suite} inline:${key}`,
  ],
])('an answer with %s reaches the node', async (_, answer, wanted) => {
  const call = await callVault(answer)
  expect(call.answered.message.body.split('\r\n').slice(5)).toEqual([
    'm=audio 40000 RTP/SAVP 0',
    'a=rtpmap:0 PCMU/8000',
    `a=crypto:${wanted}`,
    'a=sendrecv',
    '',
  ])
  await hangUp(call)
})

it.each<[string, string]>([
  ['no key', sdp(at.talkMedia, { profile: 'RTP/SAVP' })],
  ['RTP that is not encrypted', sdp(at.talkMedia)],
  ['a key, but RTP', crypto(`1 ${suite} inline:${key}`).replace('RTP/SAVP', 'RTP/AVP')],
  ['a key of 41 signs', crypto(`1 ${suite} inline:${key}a`)],
  ['a tag of ten digits', crypto(`1234567890 ${suite} inline:${key}`)],
  ['a lifetime of three digits', crypto(`1 ${suite} inline:${key}|2^123`)],
  ['an MKI', crypto(`1 ${suite} inline:${key}|2^20|1:4`)],
  [
    'a key for the whole session',
    sdp(at.talkMedia, { profile: 'RTP/SAVP' }).replace('t=0 0', `t=0 0\r\na=crypto:1 ${suite} inline:${key}`),
  ],
])('an answer with %s does not', async (_, answer) => {
  const before = await site.refused('media-profile')
  const call = await callVault(answer)
  expect(call.answered.message.body).toBe('')
  expect(await site.refused('media-profile')).toBe(before + 1)
  await hangUp(call)
})

it.each([
  ['tcp', at.edge],
  ['tls', { ip: at.edge.ip, port: 5061 }],
] as const)(
  'a caller over %s who cannot be connected to is hung up on by its connection',
  async (transport, edge) => {
    // Nobody listens at its Contact, and it has no certificate.
    const caller = await site.wire.connect(transport, at.caller, edge)
    const call = await establish({
      inviter: caller,
      answerer: site.node,
      to: edge,
      invite: {
        callId: `one-way-${transport}`,
        uri: 'sip:x@acme-vault.sip.twilio.com',
        body: sdp(at.caller.ip),
      },
      answer: sdp(at.nodeMedia, { port: '12000' }),
    })
    await settled(call)
    await site.node.send(call.answerer.request('UPDATE'), at.inside)
    await reply(caller, await request(caller, 'UPDATE'), 200)
    await finalAnswer(site.node, call.answerer.callId, '1 UPDATE')
    await site.node.send(call.answerer.request('BYE'), at.inside)
    await reply(caller, await request(caller, 'BYE'), 200)
    await finalAnswer(site.node, call.answerer.callId, '2 BYE')
  },
)
