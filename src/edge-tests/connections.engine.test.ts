import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { becomes } from '../lab/container.js'
import { finalAnswer } from '../testing/wire/exchange.js'
import { compose } from '../testing/wire/messages.js'
import { at, type Site, siteYaml, startSite, talkUri } from '../testing/wire/site.js'
import type { Peer } from '../testing/wire/wire.js'

const tls = { ip: at.edge.ip, port: 5061 }

let site: Site
beforeAll(async () => {
  site = await startSite(
    siteYaml.replace(
      'tcp:198.51.100.10:5060]',
      'tcp:198.51.100.10:5060, tls:198.51.100.10:5061]\n  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/keys/edge.pem}',
    ),
  )
})
afterAll(() => site?.stop())

/** What comes on a connection at once, and then each second. */
type Manner = readonly [first: string, then: string]
const half = 'INVITE sip:x SIP/2.0\r\nVia: '
const handshake = '\x16\x03\x01\x02\x00\x01\x00'
const tcpManners: readonly Manner[] = [
  ['', ''],
  [half, ''],
  [half, 'x'],
]
const tlsManners: readonly Manner[] = [
  ['', ''],
  [handshake, ''],
  [handshake, '\x00'],
]

/** 1,024 connections of somebody whom no line allows and 1,024 of somebody whom some line does, until a file says to end. */
function crowd(port: number, manners: readonly Manner[]): string {
  return `
const { connect } = require('node:net')
const manners = ${JSON.stringify(manners)}
let begun = 0
for (const localAddress of ['${at.stranger.ip}', '${at.neighbour.ip}'])
  for (let k = 0; k < 1024; k++) {
    const [first, then] = manners[k % manners.length]
    const socket = connect({ host: '${at.edge.ip}', port, localAddress }, () => {
      socket.write(first, 'latin1')
      if (++begun === 2048) require('node:fs').writeFileSync('/tmp/crowd-is-there', '')
    })
    socket.on('error', () => {})
    const timer = setInterval(() => socket.write(then, 'latin1'), 1000)
    socket.on('close', () => clearInterval(timer))
  }
setInterval(() => { if (require('node:fs').existsSync('/tmp/crowd-may-go')) process.exit(0) }, 100)
`.replaceAll('port,', `port: ${port},`)
}

async function ping(peer: Peer, callId: string): Promise<void> {
  const { transport } = peer
  const text = compose({ from: at.caller, transport, uri: talkUri, callId, method: 'OPTIONS' })
  await peer.send(text, at.edge)
  await finalAnswer(peer, callId, '1 OPTIONS')
}

it.each([
  ['TCP', at.edge, tcpManners],
  ['TLS', tls, tlsManners],
] as const)(
  'while 2 x 1,024 connections over %s say nothing or half of something, a third source is answered',
  async (name, to, manners) => {
    const program = '/tmp/crowd.cjs'
    await site.wire.run('rm', '-f', '/tmp/crowd-is-there', '/tmp/crowd-may-go')
    await site.wire.order({ op: 'write', path: program, text: crowd(to.port, manners) })
    const gone = site.wire.run('node', program)
    const there = await becomes(10, () =>
      site.wire.run('ls', '/tmp/crowd-is-there').then(
        () => true,
        () => false,
      ),
    )
    expect(there).toBe(true)
    for (const [transport, edge] of [
      ['tcp', at.edge],
      ['tls', tls],
    ] as const) {
      const begun = performance.now()
      const other = await site.wire.connect(transport, { ip: at.caller.ip, port: 0 }, edge)
      await ping(other, `${transport}-beside-${name}`)
      expect(performance.now() - begun).toBeLessThan(3000)
    }
    await site.wire.order({ op: 'write', path: '/tmp/crowd-may-go', text: '' })
    await gone
  },
)

it('who says nothing is hung up on after ten seconds, and who was let in is not', async () => {
  const known = await site.wire.connect('tcp', { ip: at.caller.ip, port: 0 }, at.edge)
  await ping(known, 'let-in-1')
  const program = `
const { connect } = require('node:net')
const begun = Date.now()
const ends = ['${at.edge.port}', '${tls.port}'].map(port => new Promise(done => {
  const socket = connect({ host: '${at.edge.ip}', port, localAddress: '${at.neighbour.ip}' })
  socket.on('close', () => done((Date.now() - begun) / 1000))
}))
Promise.all(ends).then(seconds => console.log(JSON.stringify(seconds)))
`
  await site.wire.order({ op: 'write', path: '/tmp/idle.cjs', text: program })
  const seconds = JSON.parse(await site.wire.run('node', '/tmp/idle.cjs')) as number[]
  expect(seconds).toHaveLength(2)
  for (const took of seconds) expect(took).toBeLessThan(30)
  await ping(known, 'let-in-2')
})
