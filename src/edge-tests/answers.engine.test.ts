import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { headersOf, respond, statusOf } from '../sip/sip-message.js'
import { callTalk, inviteTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, extraHeaders, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite } from '../testing/wire/site.js'

/** What a node hears of what Talk answers. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

it('an answer to the re-INVITE of a node is read anew', async () => {
  const call = await callTalk(site, 'again')
  const { inviter } = call
  await request(site.talk, 'ACK')
  await site.node.send(
    inviter.request('INVITE', {
      body: sdp(at.nodeMedia, { port: '12002' }),
      headers: [['X-Sipin-Line', 'support']],
    }),
    at.inside,
  )
  const received = await request(site.talk, 'INVITE', 'again')
  expect(extraHeaders(received.message)).toEqual([])
  expect(headersOf(received.message, 'Record-Route').length).toBeGreaterThan(0)
  await reply(site.talk, received, 200, sdp(at.talkMedia, { port: '40002' }), [
    ['X-Zendesk-Ticket-Id', '666'],
  ])
  const { message } = await finalAnswer(site.node, 'again', '2 INVITE')
  expect(message.body).toContain('m=audio 40002 RTP/AVP 0')
  expect(extraHeaders(message)).toEqual([])
  await site.node.send(inviter.request('ACK'), at.inside)
  await request(site.talk, 'ACK')
  await hangUp(call)
})

it('an answer is of its own call, whatever else the edge heard in between', async () => {
  const call = await callTalk(site, 'between')
  const { inviter } = call
  await request(site.talk, 'ACK')
  await site.node.send(inviter.request('INVITE', { body: sdp(at.nodeMedia, { port: '12002' }) }), at.inside)
  const received = await request(site.talk, 'INVITE', 'between')
  // Enough for each of the edge's processes to have had one.
  for (let index = 0; index < 40; index++) {
    const text = inviter.request('INFO', { cseq: 2 }).replaceAll('between', `unknown-${index}`)
    await site.node.send(text, at.inside)
    await finalAnswer(site.node, `unknown-${index}`, '2 INFO')
  }
  await reply(site.talk, received, 200, sdp(at.talkMedia, { port: '40002' }))
  const { message } = await finalAnswer(site.node, 'between', '2 INVITE')
  expect(message.body).toContain('m=audio 40002 RTP/AVP 0')
  await site.node.send(inviter.request('ACK'), at.inside)
  await request(site.talk, 'ACK')
  await hangUp(call)
})

it('an answer that names a new address is believed: the node may send there, and nowhere else', async () => {
  const call = await callTalk(site, 'moved')
  const { inviter } = call
  await request(site.talk, 'ACK')
  const moved = await site.wire.udp({ ip: at.talk.ip, port: 5088 })
  const uri = `sip:${at.talk.ip}:5088`
  for (const other of [
    uri,
    `sip:${at.stranger.ip}:${at.talk.port}`,
    `sip:${at.talk.ip}:${at.talk.port};maddr=${at.stranger.ip}`,
  ])
    expect(await ask(site.node, inviter.request('INFO', { uri: other }), at.inside)).toMatchObject({
      status: 403,
      reason: 'no-target',
    })
  const body = sdp(at.nodeMedia, { port: '12002' })
  await site.node.send(inviter.request('INVITE', { body }), at.inside)
  const { message } = await request(site.talk, 'INVITE', 'moved')
  const type = [['Content-Type', 'application/sdp']] as const
  await site.talk.send(
    respond(message, 200, 'OK', 'tag-5060', [['Contact', `<${uri}>`], ...type], sdp(at.talkMedia)),
    at.edge,
  )
  await finalAnswer(site.node, 'moved', '5 INVITE')
  await site.node.send(inviter.request('ACK', { uri }), at.inside)
  await request(moved, 'ACK')
  await site.node.send(inviter.request('INFO', { uri }), at.inside)
  await reply(moved, await request(moved, 'INFO'), 200)
  await finalAnswer(site.node, 'moved', '6 INFO')
  await hangUp(call)
})

it('an answer without a length brings not a byte of what comes after its headers', async () => {
  await site.node.send(inviteTalk('no-length'), at.inside)
  const received = await request(site.talk, 'INVITE', 'no-length')
  const ringing = respond(received.message, 180, 'Ringing', 'tag-5060').replace(/Content-Length: 0\r\n/, '')
  await site.talk.send(`${ringing}x`, at.edge)
  const { message } = await site.node.take('180', ({ message }) => statusOf(message) === 180)
  expect(message.body).toBe('')
  await reply(site.talk, received, 486)
  await finalAnswer(site.node, 'no-length', '1 INVITE')
})

it('an answer to BYE brings no body', async () => {
  const call = await callTalk(site, 'body-of-bye')
  await request(site.talk, 'ACK')
  await site.node.send(call.inviter.request('BYE'), at.inside)
  await reply(site.talk, await request(site.talk, 'BYE'), 200, sdp(at.talkMedia))
  expect((await finalAnswer(site.node, 'body-of-bye', '2 BYE')).message.body).toBe('')
})

it('an answer of 488 brings no body', async () => {
  await site.node.send(inviteTalk('refusal'), at.inside)
  await reply(site.talk, await request(site.talk, 'INVITE', 'refusal'), 488, sdp(at.talkMedia))
  const { message } = await finalAnswer(site.node, 'refusal', '1 INVITE')
  expect(statusOf(message)).toBe(488)
  expect(message.body).toBe('')
})

it('an answer after CANCEL is 487', async () => {
  const invite = inviteTalk('cancelled')
  await site.node.send(invite, at.inside)
  const received = await request(site.talk, 'INVITE', 'cancelled')
  await reply(site.talk, received, 180)
  await site.node.send(cancelOf(invite), at.inside)
  await reply(site.talk, await request(site.talk, 'CANCEL', 'cancelled'), 200)
  await reply(site.talk, received, 487)
  expect(statusOf((await finalAnswer(site.node, 'cancelled', '1 INVITE')).message)).toBe(487)
})
