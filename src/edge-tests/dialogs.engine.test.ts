import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parseRefusalLog, type RefusalLog } from '../explain/log-line.js'
import { until } from '../lab/container.js'
import { headerOf } from '../sip/sip-message.js'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

describe('a call from outside', () => {
  it("goes to the node in the edge's own words and ends with BYE", async () => {
    const call = await callIn(site, 'in-1', {
      headers: [
        ['X-Zendesk-Ticket-Id', '4711'],
        ['X-Zendesk-Other', 'x'],
        ['X-Sipin-Line', 'sales'],
        ['X-Other', 'x'],
      ],
    })
    const names = call.invite.message.headers.map(([name]) => name)
    expect(names.filter(name => name.startsWith('X-'))).toEqual([
      'X-Sipin-Line',
      'X-Sipin-Source',
      'X-Zendesk-Ticket-Id',
      'X-Sipin-Caller',
    ])
    expect(headerOf(call.invite.message, 'X-Sipin-Line')).toBe('support')
    await request(site.node, 'ACK', 'in-1')
    await site.caller.send(call.inviter.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'in-1'), 200)
    await finalAnswer(site.caller, 'in-1', '2 BYE')
    await noCallsUp(site)
  })

  it('is ended by its node', async () => {
    const call = await callIn(site, 'in-2')
    await request(site.node, 'ACK', 'in-2')
    await site.node.send(call.answerer.request('BYE'), at.inside)
    await reply(site.caller, await request(site.caller, 'BYE', 'in-2'), 200)
    await finalAnswer(site.node, 'in-2', '1 BYE')
    await noCallsUp(site)
  })

  it('outlives refused requests', async () => {
    const call = await callIn(site, 'in-3')
    await request(site.node, 'ACK', 'in-3')
    const reinvite = await ask(site.caller, call.inviter.request('INVITE', { body: sdp(at.stranger.ip) }))
    expect(reinvite).toMatchObject({ status: 488, reason: 'media-address' })
    const update = await ask(
      site.caller,
      call.inviter.request('UPDATE', { body: sdp(at.caller.ip, { formats: '18' }) }),
    )
    expect(update).toMatchObject({ status: 488, reason: 'codec' })
    expect(await site.callsUp()).toBe(1)
    await site.caller.send(call.inviter.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'in-3'), 200)
    await finalAnswer(site.caller, 'in-3', '4 BYE')
    expect(site.node.inbox).toEqual([])
    await noCallsUp(site)
  })
})

describe('a call to Talk', () => {
  it('is set up and ended by Talk', async () => {
    const call = await callTalk(site, 'talk-1')
    expect(call.invite.message.start).toBe('INVITE sip:acme-support@acme-support.sip.twilio.com SIP/2.0')
    await request(site.talk, 'ACK', 'talk-1')
    await site.talk.send(call.answerer.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'talk-1'), 200)
    await finalAnswer(site.talk, 'talk-1', '1 BYE')
    await noCallsUp(site)
  })
})

describe('a Call-ID with signs that mean something to the edge', () => {
  it.each(['in=1', 'in|1', 'in%3d1;x="y"'])('%s, from a caller', async callId => {
    const call = await callIn(site, callId)
    await settled(call)
    await hangUp(call)
    await noCallsUp(site)
  })

  it.each(['out=1', 'out|1', 'out%3d1;x="y"'])('%s, from a node', async callId => {
    const call = await callTalk(site, callId)
    await settled(call)
    await hangUp(call)
    await noCallsUp(site)
  })
})

it('refuses a stranger with reason, counter and a line in the log', async () => {
  const stranger = await site.wire.udp(at.stranger)
  const before = await site.refused('source')
  const answer = await ask(
    stranger,
    compose({ from: at.stranger, uri: talkUri, callId: 'stranger-1', body: sdp(at.stranger.ip) }),
  )
  expect(answer).toMatchObject({ status: 403, reason: 'source' })
  expect(await site.refused('source')).toBe(before + 1)
  const seen = { what: 'call', leg: undefined, line: undefined, reason: 'source' }
  expect(await logged('stranger-1')).toMatchObject(seen)
})

it('says in its log what it refused, and on which leg', async () => {
  const call = await callIn(site, 'log-1')
  await request(site.node, 'ACK', 'log-1')
  await ask(site.caller, call.inviter.request('INVITE', { body: sdp(at.stranger.ip) }))
  expect(await logged('log-1')).toEqual({
    ...{ reason: 'media-address', what: 'dialog', leg: 'caller', method: 'INVITE', line: 'support' },
    ...{ source: at.caller.ip, transport: 'udp', callId: 'log-1' },
  })
  await site.caller.send(call.inviter.request('BYE'), at.edge)
  await reply(site.node, await request(site.node, 'BYE', 'log-1'), 200)
  await finalAnswer(site.caller, 'log-1', '3 BYE')

  const toTalk = await callTalk(site, 'log-2', {}, sdp(at.stranger.ip))
  expect(await logged('log-2')).toMatchObject({
    ...{ reason: 'media-address', what: 'answer', leg: 'talk', method: 'INVITE', line: 'support' },
    source: at.talk.ip,
  })
  await request(site.talk, 'ACK', 'log-2')
  await site.node.send(toTalk.inviter.request('BYE'), at.inside)
  await reply(site.talk, await request(site.talk, 'BYE', 'log-2'), 200)
  await finalAnswer(site.node, 'log-2', '2 BYE')

  const elsewhere = compose({
    ...{ from: at.node, uri: 'sip:anybody@elsewhere.example', callId: 'log-3' },
    body: sdp(at.nodeMedia),
  })
  await ask(site.node, elsewhere, at.inside)
  expect(await logged('log-3')).toMatchObject({ reason: 'no-target', what: 'node', source: at.node.ip })
  await noCallsUp(site)
})

/** The one line about a Call-ID, as `sipin explain --log` reads it. */
async function logged(callId: string): Promise<RefusalLog | undefined> {
  const lines = (): string[] => site.log.filter(text => text.endsWith(` call-id=${callId}`))
  await until('the log line', 60, async () => lines().length > 0)
  expect(lines()).toHaveLength(1)
  return parseRefusalLog(lines()[0] as string)
}
