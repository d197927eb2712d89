import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { sdp } from '../testing/wire/messages.js'
import { establish } from '../testing/wire/sides.js'
import { at, type Site, startSite } from '../testing/wire/site.js'
import { removeTemporary, temporaryFolder } from '../write/temporary.js'

/** A certificate is renewed while calls over TLS are up: `kamcmd tls.reload`, as docs/deploy.md says. */
let site: Site
beforeAll(async () => {
  site = await startSite(`
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  inside: udp:10.0.0.5:5060
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/keys/edge.pem}
nodes:
  ast1: {sip: 10.0.0.11:5060, media: 198.51.100.11}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: false
`)
})
afterAll(() => site?.stop())

const edge = { ip: at.edge.ip, port: 5061 }

async function callOverTls(callId: string, port: number) {
  const caller = await site.wire.connect('tls', { ip: at.caller.ip, port }, edge)
  const call = await establish({
    inviter: caller,
    answerer: site.node,
    to: edge,
    invite: { callId, uri: 'sip:x@acme-support.sip.twilio.com', body: sdp(at.caller.ip) },
    answer: sdp(at.nodeMedia, { port: '12000' }),
  })
  await settled(call)
  return call
}

/** The subject of the certificate that a new connection is shown. */
const shown = (): Promise<string> =>
  site.wire.run(
    'sh',
    '-c',
    `openssl s_client -connect ${edge.ip}:${edge.port} </dev/null 2>/dev/null | openssl x509 -noout -subject`,
  )

it('a renewed certificate is shown after tls.reload, and the calls that are up go on', async () => {
  expect(await shown()).toContain('sipin lab')
  const before = await callOverTls('before', 5071)
  await makeCertificate('renewed')
  await replace('/tmp/chain.pem', '/etc/sipin/tls/fullchain.pem')
  await replace('/tmp/key.pem', '/etc/sipin/keys/edge.pem')
  expect(await shown()).toContain('sipin lab')
  await site.rpc('tls.reload')
  await until('the renewed certificate', 10, async () => (await shown()).includes('renewed'))

  // On the connection of the old certificate, both ways.
  await before.inviter.peer.send(before.inviter.request('UPDATE'), edge)
  await reply(site.node, await request(site.node, 'UPDATE', 'before'), 200)
  await finalAnswer(before.inviter.peer, 'before', '2 UPDATE')
  await site.node.send(before.answerer.request('UPDATE'), at.inside)
  await reply(before.inviter.peer, await request(before.inviter.peer, 'UPDATE'), 200)
  await finalAnswer(site.node, before.answerer.callId, '1 UPDATE')

  await hangUp(await callOverTls('after', 5072))
  await hangUp(before)
  expect(site.log.filter(line => /ERROR|CRITICAL/.test(line))).toEqual([])
})

it('a certificate whose key is another one is refused at tls.reload, and the one before stays', async () => {
  const before = await shown()
  await makeCertificate('mismatched')
  await replace('/tmp/chain.pem', '/etc/sipin/tls/fullchain.pem')
  await site.rpc('tls.reload').catch(() => '')
  await until('the error', 10, async () => site.log.some(line => line.includes('key values mismatch')))
  expect(await shown()).toBe(before)
  await hangUp(await callOverTls('mismatched', 5073))
})

async function makeCertificate(name: string): Promise<void> {
  await site.wire.run(
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', `/CN=${name}`, '-days', '90', '-keyout', '/tmp/key.pem', '-out', '/tmp/chain.pem'],
  )
}

/** Puts a file of the wire's container in the place of one of the edge's, as a renewal hook does. */
async function replace(made: string, wanted: string): Promise<void> {
  const folder = temporaryFolder('sipin-renewed-')
  try {
    const file = path.join(folder, 'renewed.pem')
    writeFileSync(file, `${await site.wire.run('cat', made)}\n`, { mode: 0o644 })
    await site.engine.run(['cp', file, `${site.edge.name}:${wanted}`])
  } finally {
    removeTemporary(folder)
  }
}
