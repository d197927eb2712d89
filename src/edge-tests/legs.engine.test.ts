import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { headerOf, type SipMessage, statusOf } from '../sip/sip-message.js'
import { callIn, callOut, callTalk, inviteTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, compose, sdp } from '../testing/wire/messages.js'
import { type Call, sidesOf } from '../testing/wire/sides.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/** Each row of the policy on each leg, in both directions, for the life of a call. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())
// Whatever a test did, no call of it is counted any more.
afterEach(() => noCallsUp(site))

const evil = sdp(at.stranger.ip)
let strangers = 0
const refusedBodies: readonly [what: string, body: string, reason: string][] = [
  ['an address elsewhere', evil, 'media-address'],
  ['another codec', sdp(at.talkMedia, { formats: '18' }), 'codec'],
  ['a port below the range', sdp(at.talkMedia, { port: '9999' }), 'media-port'],
  ['SRTP', sdp(at.talkMedia, { profile: 'RTP/SAVP' }), 'media-profile'],
  ['a second address', sdp(at.talkMedia, { rest: `c=IN IP4 ${at.stranger.ip}` }), 'media-address'],
  ['RTCP elsewhere', sdp(at.talkMedia, { rest: `a=rtcp:40001 IN IP4 ${at.stranger.ip}` }), 'media-address'],
]

describe("Talk's answers", () => {
  it.each(refusedBodies)('with %s reach no node', async (what, body, reason) => {
    const callId = `answer-${what.replaceAll(' ', '-')}`
    const before = await site.refused(reason)
    await site.node.send(inviteTalk(callId), at.inside)
    const invite = await request(site.talk, 'INVITE', callId)
    await reply(site.talk, invite, 183, body)
    const ringing = await site.node.take('183', ({ message }) => statusOf(message) === 183)
    expect(ringing.message.body).toBe('')
    await reply(site.talk, invite, 200, body)
    const answered = await finalAnswer(site.node, callId, '1 INVITE')
    expect(answered.message.body).toBe('')
    expect(headerOf(answered.message, 'Content-Length')).toBe('0')
    expect(await site.refused(reason)).toBe(before + 2)
    await hangUp(await callOf(callId, invite, answered))
  })

  it('are read anew, and their headers stay outside', async () => {
    const callId = 'answer-good'
    await site.node.send(inviteTalk(callId), at.inside)
    const invite = await request(site.talk, 'INVITE', callId)
    const body = sdp(at.talkMedia, {
      formats: '0 18 101',
      rest: 'a=candidate:1 1 UDP 1 192.0.2.66 9 typ host',
    })
    await reply(site.talk, invite, 200, body, [['X-Zendesk-Ticket-Id', '666']])
    const answered = await finalAnswer(site.node, callId, '1 INVITE')
    expect(answered.message.body).toContain(`c=IN IP4 ${at.talkMedia}\r\n`)
    expect(answered.message.body).not.toMatch(/candidate|18/)
    expect(answered.message.headers.filter(([name]) => name.startsWith('X-'))).toEqual([])
    await hangUp(await callOf(callId, invite, answered))
  })

  it('that send elsewhere are no redirection', async () => {
    await site.node.send(inviteTalk('redirect'), at.inside)
    const invite = await request(site.talk, 'INVITE', 'redirect')
    await reply(site.talk, invite, 302)
    expect(statusOf((await finalAnswer(site.node, 'redirect', '1 INVITE')).message)).toBe(480)
  })
})

describe.each<[string, (callId: string) => Promise<Call>, string]>([
  ["the caller's leg", callId => callIn(site, callId), at.caller.ip],
  ['the talk leg', callId => callTalk(site, callId), at.talkMedia],
  ['the overflow leg', callId => callOut(site, callId, 'overflow'), at.target.ip],
  ['the agent leg', callId => callOut(site, callId, 'agent'), at.agent.ip],
])('on %s', (leg, begin, media) => {
  const name = leg.replace(/\W+/g, '-')
  const outside = (call: Call) => (name.includes('caller') ? call.inviter : call.answerer)
  const inside = (call: Call) => (name.includes('caller') ? call.answerer : call.inviter)

  it('re-INVITE, UPDATE and PRACK are judged, and a refusal leaves the call as it is', async () => {
    const call = await begin(`judged-${name}`)
    const side = outside(call)
    await settled(call)
    for (const method of ['INVITE', 'UPDATE', 'PRACK']) {
      const refused = await ask(side.peer, side.request(method, { body: evil }), at.edge)
      expect(refused).toMatchObject({ status: 488, reason: 'media-address' })
      const type = 'multipart/mixed;boundary=x'
      const foreign = await ask(side.peer, side.request(method, { body: evil, type }), at.edge)
      expect(foreign).toMatchObject({ status: 415, reason: 'body' })
    }
    expect(await site.isUp(call.inviter.callId)).toBe(true)
    expect(await site.callsUp()).toBe(name.includes('caller') ? 1 : 0)
    for (const method of ['INVITE', 'UPDATE']) {
      const text = side.request(method, { body: sdp(media, { rest: 'a=sendonly' }) })
      await side.peer.send(text, at.edge)
      const received = await request(site.node, method, call.inviter.callId)
      expect(received.message.body).toContain('a=sendonly\r\n')
      await reply(site.node, received, 200, sdp(at.nodeMedia, { port: '12000' }))
      await finalAnswer(side.peer, side.callId, headerOf(received.message, 'CSeq') ?? '')
      if (method === 'INVITE') {
        await side.peer.send(side.request('ACK'), at.edge)
        await request(site.node, 'ACK', side.callId)
      }
    }
    await hangUp(call)
  })

  it("the outside's answer to a node's re-INVITE is judged", async () => {
    const call = await begin(`reinvited-${name}`)
    await settled(call)
    const from = inside(call)
    await site.node.send(from.request('INVITE', { body: sdp(at.nodeMedia, { port: '12002' }) }), at.inside)
    const received = await request(outside(call).peer, 'INVITE', from.callId)
    await reply(outside(call).peer, received, 200, evil)
    const answered = await finalAnswer(site.node, from.callId, headerOf(received.message, 'CSeq') ?? '')
    expect(answered.message.body).toBe('')
    await site.node.send(from.request('ACK'), at.inside)
    await request(outside(call).peer, 'ACK', from.callId)
    await hangUp(call)
  })

  it('hold by 0.0.0.0 is legal once the call is up', async () => {
    const call = await begin(`hold-${name}`)
    await settled(call)
    const side = outside(call)
    await side.peer.send(side.request('UPDATE', { body: sdp('0.0.0.0') }), at.edge)
    const received = await request(site.node, 'UPDATE', call.inviter.callId)
    expect(received.message.body).toContain('c=IN IP4 0.0.0.0')
    await reply(site.node, received, 200)
    await hangUp(call)
  })

  it('a stranger can do nothing to the call, and other methods neither', async () => {
    const call = await begin(`stranger-${name}`)
    await settled(call)
    const side = outside(call)
    const stranger = await site.wire.udp({ ip: at.stranger.ip, port: 6000 + ++strangers })
    for (const method of ['BYE', 'INVITE', 'UPDATE', 'INFO']) {
      const answer = await ask(stranger, side.request(method, { cseq: 50 }))
      expect(answer).toMatchObject({ status: 403, reason: 'source' })
    }
    for (const method of ['MESSAGE', 'SUBSCRIBE', 'PUBLISH', 'FOO']) {
      const answer = await ask(side.peer, side.request(method), at.edge)
      expect(answer).toMatchObject({ status: 405, reason: 'method' })
    }
    expect(await site.isUp(call.inviter.callId)).toBe(true)
    expect(await site.callsUp()).toBe(name.includes('caller') ? 1 : 0)
    await hangUp(call)
  })

  it('requests go to the node of the call, whatever they ask for', async () => {
    const call = await begin(`hijack-${name}`)
    await settled(call)
    const side = outside(call)
    const wish = {
      uri: 'sip:x@other.sip.twilio.com',
      routes: ['<sip:198.51.100.10;lr>', `<sip:${at.stranger.ip};lr>`],
    }
    await side.peer.send(side.request('INFO', wish), at.edge)
    const received = await request(site.node, 'INFO', side.callId)
    expect(received.message.start).toMatch(/^INFO sip:10\.0\.0\.11:5060(;transport=udp)? SIP\/2\.0$/)
    expect(headerOf(received.message, 'Route')).toBeUndefined()
    await reply(site.node, received, 200)
    await hangUp(call)
  })
})

describe('a late offer', () => {
  it('with a good answer in ACK is a call', async () => {
    const call = await callIn(
      site,
      'late-good',
      { body: '' },
      { body: sdp(at.caller.ip, { formats: '18 0' }) },
    )
    const ack = await request(site.node, 'ACK', 'late-good')
    expect(ack.message.body).toContain('m=audio 40000 RTP/AVP 0\r\n')
    await hangUp(call)
  })

  it('with a bad answer in ACK gets one that takes nothing, and the node ends it', async () => {
    const { answerer } = await callIn(site, 'late-bad', { body: '' }, { body: evil })
    const { body } = (await request(site.node, 'ACK', 'late-bad')).message
    expect(body).toMatch(/^m=audio 0 RTP\/AVP 0\r\n$/m)
    expect(body).not.toContain(at.stranger.ip)
    // So an Asterisk ends the call; the corpus has it with one.
    await site.node.send(answerer.request('BYE'), at.inside)
    await reply(site.caller, await request(site.caller, 'BYE', 'late-bad'), 200)
    await finalAnswer(site.node, 'late-bad', '1 BYE')
  })
})

describe('a new call', () => {
  it('cannot be sent elsewhere by Route, nor by a node to whom no line may call', async () => {
    const routes = [['Route', `<sip:${at.stranger.ip};lr>`] as const]
    const call = await callIn(site, 'routed', { headers: routes })
    expect(headerOf(call.invite.message, 'Route')).toBeUndefined()
    await hangUp(call)
    const uri = 'sip:x@other.sip.twilio.com'
    const asked = compose({ from: at.node, uri, callId: 'toll', headers: legHeaders('talk'), body: evil })
    expect(await ask(site.node, asked, at.inside)).toMatchObject({ status: 403, reason: 'no-target' })
  })

  it('under the Call-ID of another does not touch it', async () => {
    const call = await callIn(site, 'mine')
    await settled(call)
    const other = await site.wire.udp(at.other)
    const uri = 'sip:sales@sip.acme.example'
    const body = sdp(at.other.ip, { formats: '8' })
    await other.send(compose({ from: at.other, uri, callId: 'mine', tag: 'theirs', body }), at.edge)
    await reply(site.node, await request(site.node, 'INVITE', 'mine'), 486)
    await finalAnswer(other, 'mine', '1 INVITE')
    await hangUp(call)
  })

  it.each<[string, Partial<Parameters<typeof compose>[0]>, number, string]>([
    ['without hops left', { maxForwards: 0 }, 483, 'too-many-hops'],
    ['that requires an extension of the proxy', { headers: [['Proxy-Require', 'foo']] }, 420, 'extension'],
    ['that requires an extension', { headers: [['Require', 'foo']] }, 420, 'extension'],
    ['with a body that is no SDP', { body: 'x', type: 'text/plain' }, 415, 'body'],
    ['by REGISTER', { method: 'REGISTER' }, 405, 'method'],
    ['by REFER', { method: 'REFER' }, 405, 'method'],
  ])('%s is refused', async (what, more, status, reason) => {
    const callId = `new-${what.replaceAll(' ', '-')}`
    const before = await site.refused(reason)
    const text = compose({ from: at.caller, uri: talkUri, callId, body: sdp(at.caller.ip), ...more })
    const answer = await ask(site.caller, text)
    expect(answer).toMatchObject({ status, reason })
    expect(await site.refused(reason)).toBe(before + 1)
    if (status === 420) expect(headerOf(answer.received.message, 'Unsupported')).toBe('foo')
    if (status === 415) expect(headerOf(answer.received.message, 'Accept')).toBe('application/sdp')
    if (status === 405) expect(headerOf(answer.received.message, 'Allow')).toContain('INVITE')
  })

  it('is cancelled by its caller, and by nobody else', async () => {
    const invite = compose({ from: at.caller, uri: talkUri, callId: 'cancel', body: sdp(at.caller.ip) })
    const cancel = cancelOf(invite)
    await site.caller.send(invite, at.edge)
    const received = await request(site.node, 'INVITE', 'cancel')
    await reply(site.node, received, 180)
    const stranger = await site.wire.udp({ ip: at.stranger.ip, port: 5999 })
    expect(await ask(stranger, cancel)).toMatchObject({ status: 403, reason: 'source' })
    await site.caller.send(cancel, at.edge)
    await reply(site.node, await request(site.node, 'CANCEL', 'cancel'), 200)
    await reply(site.node, received, 487)
    expect(statusOf((await finalAnswer(site.caller, 'cancel', '1 INVITE')).message)).toBe(487)
  })
})

function legHeaders(leg: string): [string, string][] {
  return [
    ['X-Sipin-Leg', leg],
    ['X-Sipin-Line', 'support'],
  ]
}

/** A call of a node to Talk of which the answer was just taken. */
async function callOf(
  callId: string,
  invite: {
    readonly from: { ip: string; port: number }
    readonly message: SipMessage
    readonly text: string
  },
  answered: typeof invite,
): Promise<Call> {
  const call = {
    ...sidesOf({ inviter: site.node, answerer: site.talk, to: at.inside }, invite, answered),
    invite,
    answered,
  }
  await site.node.send(call.inviter.request('ACK'), at.inside)
  await request(site.talk, 'ACK', callId)
  return call
}
