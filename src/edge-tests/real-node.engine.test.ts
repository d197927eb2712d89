import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { asteriskCommand } from '../lab/asterisk.js'
import { type Container, until } from '../lab/container.js'
import { renderTree } from '../render/render.js'
import { headerOf, respond, statusOf } from '../sip/sip-message.js'
import { projectOf } from '../testing/project.js'
import { type EdgeUnderTest, startEdge } from '../testing/wire/edge.js'
import { ask, finalAnswer, request } from '../testing/wire/exchange.js'
import { compose, contactOf, read, sdp } from '../testing/wire/messages.js'
import { type Side, sidesOf } from '../testing/wire/sides.js'
import { at, siteHosts, siteYaml } from '../testing/wire/site.js'
import type { Peer, Received } from '../testing/wire/wire.js'

/** Requests inside calls against a real node: a stand-in that says 200 to everything shows nothing. */
let edge: EdgeUnderTest
let peers: Record<'caller' | 'talk' | 'target' | 'agent' | 'ears', Peer>
beforeAll(async () => {
  const addresses = Object.values(at).map(who => (typeof who === 'string' ? who : who.ip))
  edge = await startEdge({ yaml: siteYaml, addresses, hosts: siteHosts })
  const [caller, talk, target, agent, ears] = await Promise.all([
    edge.wire.udp(at.caller),
    edge.wire.udp(at.talk, true),
    edge.wire.udp(at.target, true),
    edge.wire.udp(at.agent, true),
    edge.wire.udp({ ip: at.talkMedia, port: 40_000 }),
  ])
  peers = { caller, talk, target, agent, ears }
  await edge.boot('ast1')
  const node = edge.nodes.get('ast1')
  if (!node) throw new Error('the node runs')
  await node.exec(asteriskCommand('pjsip qualify agent-alice'))
  await until('the phone', 60, async () =>
    / Avail /.test(await node.exec(asteriskCommand('pjsip show contacts'))),
  )
})
afterAll(() => edge?.stop())
afterEach(() => {
  for (const peer of Object.values(peers)) peer.forget()
})

type Leg = 'caller' | 'talk' | 'agent' | 'overflow'

it.each<Leg>(['caller', 'talk', 'agent', 'overflow'])(
  'every method that Allow names on the leg of %s is answered, and the call goes on',
  async leg => {
    const { side, other, allow, media } = await callOn(leg)
    expect(allow).toBe(
      `INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO${leg === 'overflow' ? ', REFER' : ''}`,
    )
    const own = sdp(media, leg === 'agent' ? { formats: '8' } : {})
    const status = async (method: string, more = {}): Promise<number> =>
      (await ask(side.peer, side.request(method, more))).status
    expect(await status('OPTIONS')).toBe(200)
    expect(await status('UPDATE', { body: own })).toBe(200)
    expect(await status('INVITE', { body: own })).toBe(200)
    await side.peer.send(side.request('ACK'), at.edge)
    // No provisional answer waits for one.
    expect([200, 400, 481]).toContain(await status('PRACK', { headers: [['RAck', '1 1 INVITE']] }))
    expect(await status('CANCEL')).toBe(481)
    expect(await status('INFO')).toBe(200)
    expect(await status('INFO', { body: '7', type: 'application/dtmf' })).toBe(200)
    expect(await status('INFO', { body: '' })).toBe(200)
    for (const more of [
      { body: 'x', type: 'text/plain' },
      { body: 'Signal=55\r\n', type: 'application/dtmf-relay' },
      { body: 'Signal=x\r\nDuration=250\r\n', type: 'application/dtmf-relay' },
      { body: '<media_control/>', type: 'application/media_control+xml' },
    ])
      expect(await status('INFO', more)).toBe(415)
    const strange = await ask(side.peer, side.request('MESSAGE', { body: 'x', type: 'text/plain' }))
    expect(strange).toMatchObject({ status: 405, reason: 'method' })
    expect(headerOf(strange.received.message, 'Allow')).toBe(allow)
    if (leg === 'overflow')
      expect(await status('REFER', { headers: [['Refer-To', '<sip:nobody@sip.acme.example>']] })).toBe(404)
    expect(await status('BYE')).toBe(200)
    const bye = await request(other.peer, 'BYE')
    await other.peer.send(respond(bye.message, 200, 'OK', 'bye'), at.edge)
  },
)

it('a key that a caller presses by INFO is heard by whoever it speaks with', async () => {
  const { side } = await callOn('caller')
  peers.ears.forget()
  expect((await ask(side.peer, side.request('INFO'))).status).toBe(200)
  // RFC 4733: the first byte after the twelve of RTP is the event.
  const heard = await peers.ears.take('the key 5', ({ text }) => {
    return (text.charCodeAt(1) & 127) === 101 && text.charCodeAt(12) === 5
  })
  expect(heard.from.ip).toBe(at.nodeMedia)
  expect((await ask(side.peer, side.request('BYE'))).status).toBe(200)
})

it("before a caller's first packet nobody else is heard, and then the caller is", async () => {
  const { side } = await callOn('caller')
  const other = await edge.wire.udp(at.neighbour)
  const own = await edge.wire.udp({ ip: at.caller.ip, port: 40_000 })
  const port = Number(/m=audio (\d+)/.exec(answeredBody)?.[1])
  const node = { ip: at.nodeMedia, port }
  const heard = (voice: number): number =>
    peers.ears.inbox.filter(({ text }) => text.charCodeAt(12) === voice && text.length > 100).length
  const speak = async (peer: Peer, voice: number, packets: number): Promise<void> => {
    for (let index = 0; index < packets; index++) {
      await peer.send(rtp(voice, index), node)
      await setTimeout(20)
    }
  }
  await speak(other, 0x21, 60)
  await speak(own, 0x22, 60)
  await until('the caller to be heard', 4, async () => heard(0x22) > 40)
  // Meanwhile and afterwards too.
  await speak(other, 0x21, 20)
  expect(heard(0x21)).toBe(0)
  expect((await ask(side.peer, side.request('BYE'))).status).toBe(200)
})

it('no record is a formula to a spreadsheet, whatever the Call-ID', async () => {
  const folder = '/var/log/asterisk'
  const given = [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(1)',
    '-1',
    '@1',
    '%09=1',
    "=cmd|' /C calc'!A0".replaceAll(' ', ''),
  ]
  for (const callId of given) {
    const { side } = await callOn('caller', callId)
    expect((await ask(side.peer, side.request('BYE'))).status).toBe(200)
  }
  const node = edge.nodes.get('ast1')
  const rows = async (name: string): Promise<string[]> =>
    ((await node?.exec(['cat', `${folder}/${name}`])) ?? '').trim().split('\n')
  await until('the records', 5, async () => (await rows('calls.csv')).length > given.length)
  const fields = (await rows('calls.csv'))
    .slice(1)
    .flatMap(line => line.split(',').map(field => field.replaceAll('"', '')))
  expect(fields.filter(field => /^[=+@\t\r-]/.test(field) && !/^\+[0-9]+$/.test(field))).toEqual([])
  const recorded = (await rows('calls.jsonl')).map(line => asSent(JSON.parse(line).call_id))
  expect(recorded.slice(-given.length)).toEqual(given)
})

/** Of a Call-ID that has a percent sign itself nothing was encoded. */
function asSent(recorded: string): string {
  return recorded === '%09=1' ? recorded : decodeURIComponent(recorded)
}

it('nothing that is sent begins a line of its own in the log', async () => {
  const forged =
    'sipin refused reason=source what=call leg=- method=INVITE line=- src=192.0.2.66:1 proto=udp call-id=forged'
  const good = compose({
    from: at.caller,
    callId: 'log',
    uri: 'sip:x@sip.acme.example',
    body: sdp(at.caller.ip),
  })
  const lines = `\r\n${forged}\r\n\n${forged}\n`
  const texts = [
    lines,
    `${lines}${good}`,
    `INVITE${lines} SIP/2.0\r\n\r\n`,
    good.replace('Call-ID: log', `Call-ID: log${lines}`),
    good.replace('Call-ID: log', `Call-ID: log\r ${forged}`),
    good.replace(/From: .*/, `From: "${lines}" <sip:a@b>`),
    good.replace('INVITE sip', `IN${lines}VITE sip`),
    // What follows a Via that cannot be read Kamailio prints whatever it is told: sip_parser_log has no say in it.
    good.replace(/CSeq: .*/, `CSeq: ${forged}`),
    good.replace(/To: .*/, `To: <sip:${lines}`),
    good.replace(/Content-Length: .*/, `Content-Length: x${lines}`),
    good.replace('v=0', lines),
  ]
  for (const text of texts) await peers.caller.send(text, at.edge)
  await ask(peers.caller, compose({ from: at.caller, callId: 'last', uri: 'sip:x@nowhere.example' }))
  await until('the log', 5, async () => edge.log.some(line => line.endsWith('call-id=last')))
  expect(edge.log.filter(line => /^\s*sipin refused/.test(line))).toEqual([])
})

it('a call whose step is gone from its plan goes through the new plan', async () => {
  const { caller, talk, target } = peers
  const callId = 'step-gone'
  await caller.send(
    compose({ from: at.caller, callId, uri: 'sip:x@acme-support.sip.twilio.com', body: sdp(at.caller.ip) }),
    at.edge,
  )
  const asked = await request(talk, 'INVITE')
  // Talk rings while the line becomes one of agents, closed by hand: its plan has no step for Talk.
  const change = ['agents: [alice]', 'override: {state: closed}'].map(key => `    ${key}`).join('\n')
  const closed = projectOf(siteYaml.replace('    limits: {calls: 100}', change))
  const file = renderTree(closed, new Map()).find(({ path: name }) => name === 'asterisk/lines/support.conf')
  expect(file?.content).not.toContain('exten => talk,')
  const node = edge.nodes.get('ast1')
  await replaceFile(node, '/etc/asterisk/lines/support.conf', String(file?.content))
  await node?.exec(asteriskCommand('dialplan reload'))
  await talk.send(respond(asked.message, 486, 'Busy', 'busy'), at.edge)
  const offered = await request(target, 'INVITE')
  await target.send(respond(offered.message, 486, 'Busy', 'busy'), at.edge)
  expect(statusOf((await finalAnswer(caller, callId, '1 INVITE')).message)).toBe(480)
})

async function replaceFile(node: Container | undefined, file: string, text: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-file-'))
  writeFileSync(path.join(folder, path.basename(file)), text)
  await edge.engine.run(['cp', `${folder}/.`, `${node?.name}:${path.dirname(file)}`])
  rmSync(folder, { recursive: true, force: true })
}

/** A packet of PCMU, 20 ms of the same sample. */
function rtp(voice: number, index: number): string {
  const head = Buffer.from([128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, voice])
  head.writeUInt16BE(1000 + index, 2)
  head.writeUInt32BE(160 * index, 4)
  return Buffer.concat([head, Buffer.alloc(160, voice)]).toString('latin1')
}

interface OnLeg {
  /** Outside, on the leg, and on the other one. */
  readonly side: Side
  readonly other: Side
  /** What the edge or the node said in Allow there. */
  readonly allow: string | undefined
  readonly media: string
}

let calls = 0
/** SDP that the caller has got. */
let answeredBody = ''

/** A call that is up between a caller and whoever is on the leg; for the caller's own leg, Talk. */
async function callOn(leg: Leg, callId = `real-${++calls}`): Promise<OnLeg> {
  const uri = leg === 'agent' ? 'sip:sales@sip.acme.example' : 'sip:anybody@acme-support.sip.twilio.com'
  const formats = leg === 'agent' ? { formats: '8' } : {}
  const { caller } = peers
  await caller.send(compose({ from: at.caller, callId, uri, body: sdp(at.caller.ip, formats) }), at.edge)
  const peer = leg === 'agent' ? peers.agent : leg === 'overflow' ? peers.target : peers.talk
  const media = peer === peers.talk ? at.talkMedia : peer.address.ip
  if (leg === 'overflow') {
    const asked = await request(peers.talk, 'INVITE')
    await peers.talk.send(respond(asked.message, 486, 'Busy', 'busy'), at.edge)
  }
  const invite = await request(peer, 'INVITE')
  const answer = respond(
    invite.message,
    200,
    'OK',
    `tag-${leg}`,
    [
      ['Contact', contactOf(peer.address, 'udp')],
      ['Content-Type', 'application/sdp'],
    ],
    sdp(media, formats),
  )
  await peer.send(answer, at.edge)
  await request(peer, 'ACK')
  const answered = await finalAnswer(caller, callId, '1 INVITE')
  expect(statusOf(answered.message)).toBe(200)
  answeredBody = answered.message.body
  const { inviter } = sidesOf({ inviter: caller, answerer: caller, to: at.edge }, answered, answered)
  await caller.send(inviter.request('ACK'), at.edge)
  const asAnswered: Received = { ...invite, text: answer, message: read(answer) }
  const { answerer } = sidesOf({ inviter: peer, answerer: peer, to: at.edge }, invite, asAnswered)
  return leg === 'caller'
    ? { side: inviter, other: answerer, allow: headerOf(answered.message, 'Allow'), media: at.caller.ip }
    : { side: answerer, other: inviter, allow: headerOf(invite.message, 'Allow'), media }
}
