import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Header, headerOf, headersOf } from '../sip/sip-message.js'
import { callIn, callTalk } from '../testing/wire/calls.js'
import { hangUp, noCallsUp } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at } from '../testing/wire/site.js'
import { callLeg, startWideSite, type WideSite } from '../testing/wire/wide-site.js'

/** A target of overflow hands the call back, to a line and nowhere else. */
let site: WideSite
beforeAll(async () => {
  site = await startWideSite()
})
afterAll(() => site?.stop())
afterEach(() => noCallsUp(site))

/** A call of line support at its overflow target, who is among the callers of most lines. */
const overflowed = (callId: string): Promise<Call> =>
  callLeg(site, callId, {
    leg: 'overflow',
    line: 'support',
    uri: 'sip:night@ai.voicely.example',
    peer: site.target,
  })

describe('REFER of an overflow target', () => {
  it.each<[string, Header[], string]>([
    ['to another line', [['Refer-To', '<sip:sales@sip.acme.example>']], 'sales~'],
    ['to its own line', [['Refer-To', '<sip:support@sip.acme.example>']], 'support~'],
    ["by a line's host", [['Refer-To', '<sip:x@acme-support.sip.twilio.com>']], 'support~'],
    [
      'with a ticket in the URI',
      [['Refer-To', '<sip:sales@sip.acme.example?X-Zendesk-Ticket-Id=77>']],
      'sales~77',
    ],
    [
      'to its own line with a ticket in the URI',
      [['Refer-To', '<sip:support@sip.acme.example?x-zendesk-ticket-id=78>']],
      'support~78',
    ],
    [
      'with a ticket of its own',
      [
        ['Refer-To', '<sip:support@sip.acme.example>'],
        ['X-Zendesk-Ticket-Id', '88'],
      ],
      'support~88',
    ],
    [
      'to a line that needs a ticket, with one',
      [
        ['Refer-To', '<sip:must@sip.acme.example>'],
        ['X-Zendesk-Ticket-Id', '99'],
      ],
      'must~99',
    ],
  ])('%s reaches the node in the words of the edge', async (what, headers, user) => {
    const call = await overflowed(`refer-${what.replace(/\W+/g, '-')}`)
    const { answerer } = call
    await request(site.target, 'ACK')
    const more: Header[] = [...headers, ['Referred-By', '<sip:evil@x>'], ['X-Sipin-Line', 'sales']]
    await site.target.send(
      answerer.request('REFER', { headers: more, body: 'x', type: 'text/plain' }),
      at.edge,
    )
    const { message, ...received } = await request(site.node, 'REFER', answerer.callId)
    expect(headersOf(message, 'Refer-To')).toEqual([`<sip:refer~${user}@node.invalid>`])
    expect(message.start).toMatch(/^REFER sip:10\.0\.0\.11:5060/)
    expect(message.body).toBe('')
    expect(message.headers.map(([name]) => name).filter(name => /^(x-|route$|referred)/i.test(name))).toEqual(
      [],
    )
    expect(received.from).toEqual(at.inside)
    await reply(site.node, { message, ...received }, 202)
    await finalAnswer(site.target, answerer.callId, '1 REFER')
    expect(await site.isUp(answerer.callId)).toBe(true)
    await hangUp(call)
  })

  it.each<[string, Header[], number, string]>([
    ['to nobody', [], 400, 'malformed'],
    [
      'to two',
      [
        ['Refer-To', '<sip:sales@sip.acme.example>'],
        ['Refer-To', '<sip:must@sip.acme.example>'],
      ],
      400,
      'malformed',
    ],
    ['to a number', [['Refer-To', '<tel:+33123456789>']], 404, 'no-line'],
    ['to sips', [['Refer-To', '<sips:sales@sip.acme.example>']], 404, 'no-line'],
    [
      'that joins two calls',
      [['Refer-To', '<sip:sales@sip.acme.example?Replaces=a%3Bto-tag%3Db>']],
      420,
      'extension',
    ],
    ['to a blank', [['Refer-To', '<sip:sa les@sip.acme.example>']], 400, 'malformed'],
    ['to nothing', [['Refer-To', '<sip:>']], 400, 'malformed'],
    ['to no host', [['Refer-To', '<sip:sales@>']], 404, 'no-line'],
    ['to another host', [['Refer-To', '<sip:sales@other.example>']], 404, 'no-line'],
    ['to no line', [['Refer-To', '<sip:nobody@sip.acme.example>']], 404, 'no-line'],
    [
      'to a line that may not be called from there',
      [['Refer-To', '<sip:closed@sip.acme.example>']],
      403,
      'source',
    ],
    ['to a line that needs a ticket', [['Refer-To', '<sip:must@sip.acme.example>']], 400, 'ticket-missing'],
    [
      'with a ticket that is none',
      [
        ['Refer-To', '<sip:support@sip.acme.example>'],
        ['X-Zendesk-Ticket-Id', '0'],
      ],
      400,
      'ticket-malformed',
    ],
    [
      'with a ticket in the URI that is none',
      [['Refer-To', '<sip:support@sip.acme.example?x-zendesk-ticket-id=0>']],
      400,
      'ticket-malformed',
    ],
    [
      'with two tickets',
      [
        ['Refer-To', '<sip:support@sip.acme.example>'],
        ['X-Zendesk-Ticket-Id', '1'],
        ['X-Zendesk-Ticket-Id', '2'],
      ],
      400,
      'ticket-duplicate',
    ],
  ])('%s is refused, and the call goes on', async (what, headers, status, reason) => {
    const call = await overflowed(`refused-${what.replace(/\W+/g, '-')}`)
    await request(site.target, 'ACK')
    const text = call.answerer.request('REFER', { headers })
    expect(await ask(site.target, text)).toMatchObject({ status, reason })
    expect(site.node.inbox.filter(({ message }) => message.start.startsWith('REFER'))).toEqual([])
    expect(await site.isUp(call.answerer.callId)).toBe(true)
    await hangUp(call)
  })
})

describe('REFER is refused', () => {
  const headers: Header[] = [['Refer-To', '<sip:sales@sip.acme.example>']]

  it('of a caller', async () => {
    const call = await callIn(site, 'refer-caller')
    await request(site.node, 'ACK')
    expect(await ask(site.caller, call.inviter.request('REFER', { headers }))).toMatchObject({
      status: 405,
      reason: 'method',
    })
    await site.caller.send(call.inviter.request('BYE'), at.edge)
    await reply(site.node, await request(site.node, 'BYE'), 200)
    await finalAnswer(site.caller, 'refer-caller', '3 BYE')
  })

  it('of Talk and of an agent', async () => {
    const agent = {
      leg: 'agent',
      line: 'wide',
      uri: 'sip:six@[2001:db8:1::20]',
      peer: site.six,
      answer: sdp(site.six.address.ip),
    }
    for (const call of [await callTalk(site, 'refer-talk'), await callLeg(site, 'refer-agent', agent)]) {
      const { answerer } = call
      await request(answerer.peer, 'ACK')
      expect(await ask(answerer.peer, answerer.request('REFER', { headers }), answerer.next)).toMatchObject({
        status: 405,
        reason: 'method',
      })
      await hangUp(call)
    }
  })
})

it('a Warning names what it is that does not do, and what would', async () => {
  const warning = async (text: string, peer = site.caller): Promise<string | undefined> =>
    headerOf((await ask(peer, text)).received.message, 'Warning')
  let calls = 0
  const offer = (body: string, uri = 'sip:sales@sip.acme.example'): string =>
    compose({ from: at.caller, callId: `named-${++calls}`, uri, body })
  expect(await warning(offer(sdp(at.caller.ip), 'sip:nobody@sip.acme.example'))).toBe(
    '399 sipin "no-line: the URI names no line, not sip:nobody@sip.acme.example"',
  )
  expect(await warning(offer(sdp('192.0.2.77')))).toMatch(
    /^399 sipin "media-address: .*, not 192\.0\.2\.77"$/,
  )
  expect(await warning(offer(sdp(at.caller.ip, { port: '80', formats: '8' })))).toMatch(
    /^399 sipin "media-port: .*, not 80"$/,
  )
  expect(await warning(offer(sdp(at.caller.ip, { profile: 'RTP/SAVP', formats: '8' })))).toBe(
    '302 sipin "media-profile: offer RTP/AVP, or on a secure leg RTP/SAVP with a=crypto, not RTP/SAVP"',
  )
  const call = await overflowed('named-refer')
  await request(site.target, 'ACK')
  const refer = call.answerer.request('REFER', { headers: [['Refer-To', '<tel:+33123456789>']] })
  expect(await warning(refer, site.target)).toMatch(/no-line: .*, not tel:\+33123456789"$/)
  await hangUp(call)
})
