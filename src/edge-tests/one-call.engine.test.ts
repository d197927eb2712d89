import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { acknowledge, compose, type InviteSpec, read, sdp } from '../testing/wire/messages.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/** What the edge knows of a call is that call's alone, and lasts until its node says that it is over. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

const singleUri = 'sip:single@sip.acme.example'
const salesUri = 'sip:sales@sip.acme.example'

function invite(callId: string, uri: string, more: Partial<InviteSpec> = {}): string {
  return compose({ from: at.caller, uri, callId, body: sdp(at.caller.ip), ...more })
}

describe('a call counts against the limit of its line', () => {
  it('after a BYE that the node refuses, and no more after one that it takes', async () => {
    const call = await callIn(site, 'bye', { uri: singleUri })
    await settled(call)
    for (const cseq of [0, 1]) {
      await site.caller.send(call.inviter.request('BYE', { cseq }), at.edge)
      await reply(site.node, await request(site.node, 'BYE', 'bye'), 500)
      expect(statusOf((await finalAnswer(site.caller, 'bye', `${cseq} BYE`)).message)).toBe(500)
      expect(await ask(site.caller, invite(`bye-next-${cseq}`, singleUri))).toMatchObject({ reason: 'busy' })
    }
    // The call goes on: its media rules hold, and its requests reach the node.
    await site.caller.send(call.inviter.request('UPDATE', { cseq: 2 }), at.edge)
    await reply(site.node, await request(site.node, 'UPDATE', 'bye'), 200)
    await finalAnswer(site.caller, 'bye', '2 UPDATE')
    await site.caller.send(call.inviter.request('BYE', { cseq: 3 }), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'bye'), 200)
    await finalAnswer(site.caller, 'bye', '3 BYE')
    await hangUp(await callIn(site, 'bye-after', { uri: singleUri }))
  })

  it('after a BYE with another To tag', async () => {
    const call = await callIn(site, 'tag', { uri: singleUri })
    await settled(call)
    const other = call.inviter.request('BYE').replace(/^(To: .*;tag=).*$/m, '$1guess')
    expect(await ask(site.caller, other)).toMatchObject({ status: 481, reason: 'no-call' })
    expect(site.node.inbox.filter(({ message }) => message.start.startsWith('BYE'))).toEqual([])
    expect(await ask(site.caller, invite('tag-next', singleUri))).toMatchObject({ reason: 'busy' })
    await hangUp(call)
  })

  it('no more when the node does not know it', async () => {
    const call = await callIn(site, 'unknown', { uri: singleUri })
    await settled(call)
    await site.caller.send(call.inviter.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'unknown'), 481)
    await finalAnswer(site.caller, 'unknown', '2 BYE')
    await hangUp(await callIn(site, 'unknown-next', { uri: singleUri }))
  })

  it('once, however often its end is said', async () => {
    const call = await callIn(site, 'twice', { uri: singleUri })
    await settled(call)
    await hangUp(call)
    await site.node.send(call.answerer.request('BYE'), at.inside)
    await reply(site.caller, await request(site.caller, 'BYE', 'twice'), 481)
    await finalAnswer(site.node, 'twice', '1 BYE')
    const next = await callIn(site, 'twice-next', { uri: singleUri })
    expect(await ask(site.caller, invite('twice-third', singleUri))).toMatchObject({ reason: 'busy' })
    await hangUp(next)
  })
})

describe('the row of a call is not another call’s', () => {
  it('by its Call-ID and From tag, while it is up', async () => {
    const call = await callIn(site, 'mine', {
      uri: salesUri,
      body: sdp(at.caller.ip, { formats: '8' }),
    })
    await settled(call)
    const second = invite('mine', talkUri, { cseq: 5 })
    expect(await ask(site.caller, second)).toMatchObject({ status: 482, reason: 'merged' })
    // Line sales takes PCMA, and support PCMU too.
    const body = sdp(at.caller.ip, { formats: '0' })
    const later = call.inviter.request('INVITE', { body, cseq: 6 })
    expect(await ask(site.caller, later)).toMatchObject({ status: 488, reason: 'codec' })
    await site.caller.send(call.inviter.request('BYE', { cseq: 7 }), at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'mine'), 200)
    await finalAnswer(site.caller, 'mine', '7 BYE')
  })

  it('of a leg that a node began', async () => {
    const call = await callTalk(site, 'leg')
    await settled(call)
    const tag = /tag=(\S+)/.exec(headerOf(call.invite.message, 'From') ?? '')?.[1] ?? ''
    const second = invite(call.inviter.callId, talkUri, { tag })
    expect(await ask(site.caller, second)).toMatchObject({ status: 482, reason: 'merged' })
    await hangUp(call)
  })

  it('of a call that rings: an INVITE that comes by two ways is one call', async () => {
    for (let round = 0; round < 3; round++) {
      const callId = `ways-${round}`
      const first = invite(callId, talkUri)
      const ways = ['a', 'b', 'c', 'd'].map(way =>
        first.replace(/branch=[^;]*/, `branch=z9hG4bK-${way}-${round}`),
      )
      await Promise.all(ways.map(way => site.caller.send(way, at.edge)))
      const offered = await request(site.node, 'INVITE', callId)
      for (const _ of ways.slice(1)) {
        const { message } = await finalAnswer(site.caller, callId, '1 INVITE')
        expect(statusOf(message)).toBe(482)
        await site.caller.send(acknowledge(read(first), message), at.edge)
      }
      await reply(site.node, offered, 486)
      const { message } = await finalAnswer(site.caller, callId, '1 INVITE')
      expect(statusOf(message)).toBe(486)
      await site.caller.send(acknowledge(read(first), message), at.edge)
      await request(site.node, 'ACK', callId)
      expect(site.node.inbox.filter(({ message }) => message.start.startsWith('INVITE'))).toEqual([])
    }
  })
})

describe('a call that was refused may be tried again with the same Call-ID', () => {
  it.each([
    ['the node', 'again', {}, 486],
    ['the edge', 'again-edge', { body: sdp(at.stranger.ip) }, 488],
  ] as const)('by %s', async (_, callId, more, status) => {
    const first = invite(callId, talkUri, more)
    await site.caller.send(first, at.edge)
    if (status === 486) await reply(site.node, await request(site.node, 'INVITE', callId), status)
    const { message } = await finalAnswer(site.caller, callId, '1 INVITE')
    expect(statusOf(message)).toBe(status)
    await site.caller.send(acknowledge(read(first), message), at.edge)
    await site.caller.send(invite(callId, talkUri, { cseq: 2 }), at.edge)
    await reply(site.node, await request(site.node, 'INVITE', callId), 480)
    expect(statusOf((await finalAnswer(site.caller, callId, '2 INVITE')).message)).toBe(480)
  })

  it('when it was beyond the limit of its line', async () => {
    const call = await callIn(site, 'full', { uri: singleUri })
    await settled(call)
    expect(await ask(site.caller, invite('full-next', singleUri))).toMatchObject({ reason: 'busy' })
    await hangUp(call)
    await site.caller.send(invite('full-next', singleUri, { cseq: 2 }), at.edge)
    await reply(site.node, await request(site.node, 'INVITE', 'full-next'), 480)
    await finalAnswer(site.caller, 'full-next', '2 INVITE')
  })
})
