import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { tlsFolder } from '../lab/actor/transports/tls.js'
import { statusOf } from '../sip/sip-message.js'
import { callIn } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite } from '../testing/wire/site.js'

/** Over TLS whoever is called must show a certificate that the edge trusts; whoever calls need not. */
let site: Site
beforeAll(async () => {
  site = await startSite(
    `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  inside: udp:10.0.0.5:5060
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/tls/key.pem}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: {talk: true, callers: either}
    voicemail: true
  help:
    uri: sip:acme-help@acme-help.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: {talk: true, callers: either}
    voicemail: true
`,
    { addresses: [], hosts: { 'acme-help.sip.twilio.com': at.otherTalk.ip } },
  )
})
afterAll(() => site?.stop())

const edge = { ip: at.edge.ip, port: 5061 }

/** A certificate of the same names whose authority is its own. */
async function unknownCertificate(): Promise<{ cert: string; key: string }> {
  await site.wire.run(
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=sipin lab', '-addext', 'subjectAltName=DNS:*.sip.twilio.com', '-days', '90'],
    ...['-keyout', '/tmp/other-key.pem', '-out', '/tmp/other.pem'],
  )
  const [cert, key] = await Promise.all(
    ['/tmp/other.pem', '/tmp/other-key.pem'].map(file => site.wire.run('cat', file)),
  )
  return { cert: cert ?? '', key: key ?? '' }
}

const inviteTalk = (callId: string, line: string): string =>
  compose({
    from: at.node,
    callId,
    uri: `sip:acme-${line}@acme-${line}.sip.twilio.com`,
    headers: [
      ['X-Sipin-Leg', 'talk'],
      ['X-Sipin-Line', line],
    ],
    body: sdp(at.nodeMedia, {
      profile: 'RTP/SAVP',
      port: '12000',
      rest: `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${'a'.repeat(40)}`,
    }),
  })

it('Talk gets a call when its certificate is one that the edge trusts, and else none', async () => {
  const [cert, key] = await Promise.all(
    ['fullchain.pem', 'key.pem'].map(file => site.wire.run('cat', `${tlsFolder}/${file}`)),
  )
  const known = { cert: cert ?? '', key: key ?? '' }
  const talk = await site.wire.listen('tls', { ip: at.otherTalk.ip, port: 5061 }, known)
  const forged = await site.wire.listen('tls', { ip: at.talk.ip, port: 5061 }, await unknownCertificate())
  await site.node.send(inviteTalk('trusted', 'help'), at.inside)
  await reply(talk, await request(talk, 'INVITE', 'trusted'), 486)
  expect(statusOf((await finalAnswer(site.node, 'trusted', '1 INVITE')).message)).toBe(486)
  await site.node.send(inviteTalk('forged', 'support'), at.inside)
  const answer = await finalAnswer(site.node, 'forged', '1 INVITE')
  expect(statusOf(answer.message)).toBeGreaterThanOrEqual(400)
  expect(forged.inbox).toEqual([])
})

it('a caller may show whatever certificate it has, or none', async () => {
  const own = await unknownCertificate()
  for (const [port, tls] of [
    [5071, undefined],
    [5072, own],
  ] as const) {
    const caller = await site.wire.connect('tls', { ip: at.caller.ip, port }, edge, tls)
    const call = await callIn({ ...site, caller }, `shown-${port}`)
    await settled(call)
    await hangUp(call)
  }
})
