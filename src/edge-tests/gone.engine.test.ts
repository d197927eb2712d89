import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { edgeTables } from '../render/kamailio/tables.js'
import { statusOf } from '../sip/sip-message.js'
import { callIn, callOut, callTalk, inviteTalk } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/**
 * A line is taken from the tables while calls of it are up and ringing: its record and its targets stand in `gone`
 * until no such call can be left.
 */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

it('a line that is removed takes no new call, and its calls end as they would have', async () => {
  const called = await callIn(site, 'gone-caller')
  const talked = await callTalk(site, 'gone-talk')
  const target = await callOut(site, 'gone-target', 'overflow')
  for (const call of [called, talked, target]) await settled(call)
  await site.node.send(inviteTalk('gone-ringing'), at.inside)
  const ringing = await request(site.talk, 'INVITE', 'gone-ringing')

  await remove('support')

  const invite = compose({ from: at.caller, callId: 'gone-new', uri: talkUri, body: sdp(at.caller.ip) })
  expect(await ask(site.caller, invite)).toMatchObject({ status: 404, reason: 'no-line' })
  // What rings is answered, with audio.
  await reply(site.talk, ringing, 200, sdp(at.talkMedia))
  expect((await finalAnswer(site.node, 'gone-ringing', '1 INVITE')).message.body).toContain(at.talkMedia)
  // A call that has not been offered to anybody yet goes on to whom its line calls.
  await site.node.send(inviteTalk('gone-later'), at.inside)
  await reply(site.talk, await request(site.talk, 'INVITE', 'gone-later'), 486)
  expect(statusOf((await finalAnswer(site.node, 'gone-later', '1 INVITE')).message)).toBe(486)
  await hangUp(await callOut(site, 'gone-overflow', 'overflow'))

  await holds(called, at.caller.ip)
  await holds(talked, at.talkMedia)
  await holds(target, at.target.ip)
  for (const call of [called, talked, target]) await hangUp(call)
})

it('tables are loaded again without the calls of a removed line losing theirs', async () => {
  const call = await callIn(site, 'gone-reload', { uri: 'sip:sales@sip.acme.example', ...codec })
  await settled(call)
  await remove('sales')
  for (const table of ['targets', 'sources', 'lines']) await site.rpc('htable.reload', table)
  expect(await site.rpc('htable.dump', 'gone')).toContain('line:sales')
  await hangUp(call)
})

it('nodes are loaded again at once, as often as it takes', async () => {
  for (let times = 0; times < 3; times++) expect(await site.rpc('dispatcher.reload')).not.toMatch(/ongoing/i)
})

const codec = { body: sdp(at.caller.ip, { formats: '8' }) }

/** Takes a line out as apply does: what calls that are up need of it stays in `gone`. */
async function remove(line: string): Promise<void> {
  for (const { name, rows } of edgeTables(site.project)) {
    for (const { key, value } of rows.filter(row => belongsTo(line, name, row))) {
      if (name === 'targets' || key === `line:${line}`)
        await site.rpc('htable.sets', 'gone', `s:${key}`, `s:${value}`)
      await site.rpc('htable.delete', name, `s:${key}`)
    }
  }
}

function belongsTo(line: string, table: string, { key, value }: { key: string; value: string }): boolean {
  if (table === 'targets') return key.startsWith(`${line}/`)
  return table === 'lines' && (key === `line:${line}` || value === line || value.endsWith(`"${line}"`))
}

/** The side outside puts the call on hold, with SDP that is judged. */
async function holds(call: Call, media: string): Promise<void> {
  const side = call.inviter.peer === site.node ? call.answerer : call.inviter
  await side.peer.send(side.request('UPDATE', { body: sdp(media, { rest: 'a=sendonly' }) }), at.edge)
  const received = await request(site.node, 'UPDATE', side.callId)
  expect(received.message.body).toContain('a=sendonly\r\n')
  await reply(site.node, received, 200, sdp(at.nodeMedia, { port: '12000' }))
}
