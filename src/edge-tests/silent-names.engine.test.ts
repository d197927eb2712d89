import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { headerOf, statusOf } from '../lab/sip-message.js'
import { inviteTalk } from '../testing/wire/calls.js'
import { type EdgeUnderTest, startEdge } from '../testing/wire/edge.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, siteHosts, siteYaml, startSite, talkUri } from '../testing/wire/site.js'
import { callLeg } from '../testing/wire/wide-site.js'
import type { Received } from '../testing/wire/wire.js'

/** A target of line `support` whose name server is there and says nothing, which is nobody's fault. */
const yaml = `${siteYaml
  .replace('sip:night@ai.voicely.example', 'sip:night@ai.silent.example')
  .replace('agents:\n', 'agents:\n  ghost: {uri: sip:ghost@phones.silent.example}\n')
  .replace('agents: [alice]\n    codecs', 'agents: [alice, ghost]\n    codecs')}
  second:
    uri: sip:second@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: false
    overflow: sip:night@ai2.silent.example
  day:
    uri: sip:day@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: false
    overflow: sip:day@ai.voicely.example
`

function inviteSilent(callId: string): string {
  return compose({
    from: at.node,
    uri: 'sip:night@ai.silent.example',
    callId,
    headers: [
      ['X-Sipin-Leg', 'overflow'],
      ['X-Sipin-Line', 'support'],
    ],
    body: sdp(at.nodeMedia, { port: '12000' }),
  })
}

describe('while the name server of a target says nothing', () => {
  let edge: EdgeUnderTest
  beforeAll(async () => {
    const addresses = [at.edge.ip, at.inside.ip, at.node.ip, at.nodeMedia, at.caller.ip, at.talk.ip]
    edge = await startEdge({ yaml, addresses, hosts: siteHosts, silent: ['silent.example'] })
  })
  afterAll(() => edge?.stop())

  it('all other calls are up within half a second, in and out', async () => {
    const node = await edge.wire.answerer(at.node, sdp(at.nodeMedia, { port: '12000' }))
    const talk = await edge.wire.udp(at.talk, true)
    const calls = 80
    const loading = edge.wire.load({
      from: at.caller,
      to: at.edge,
      calls,
      perSecond: 10,
      invite: compose({ from: at.caller, uri: talkUri, callId: 'good-%', body: sdp(at.caller.ip) }),
      talk: 200,
    })
    const waits: Promise<number>[] = []
    for (let k = 0; k < calls; k++) {
      if (k % 2 === 0) await node.send(inviteSilent(`silent-${k}`), at.inside)
      const began = performance.now()
      waits.push(
        talk
          .take(`call ${k}`, ({ message }) => headerOf(message, 'Call-ID') === `talk-${k}`, 20_000)
          .then(() => performance.now() - began),
      )
      await node.send(inviteTalk(`talk-${k}`), at.inside)
      await pause(100)
    }
    const report = await loading
    expect(report.calls.map(({ status }) => status)).toEqual(Array(calls).fill(200))
    expect(report.calls.filter(({ took }) => took === null || took > 500)).toEqual([])
    const slow = (await Promise.all(waits)).filter(wait => wait > 500)
    expect(slow).toEqual([])
  })
})

describe('a call to a name', () => {
  let site: Site
  beforeAll(async () => {
    site = await startSite(yaml, { addresses: [], silent: ['silent.example'] })
  })
  afterAll(() => site?.stop())

  it('that nobody answers for is refused, the first in seconds and the next at once', async () => {
    await site.node.send(inviteSilent('first'), at.inside)
    const trying = await site.node.take('100', ({ message }) => statusOf(message) === 100, 500)
    expect(headerOf(trying.message, 'Call-ID')).toBe('first')
    const { message } = await site.node.take(
      'the refusal',
      received =>
        headerOf(received.message, 'Call-ID') === 'first' && (statusOf(received.message) ?? 0) >= 300,
      15_000,
    )
    expect(statusOf(message)).toBe(478)
    const began = performance.now()
    expect(await ask(site.node, inviteSilent('second'), at.inside)).toMatchObject({ status: 478 })
    expect(performance.now() - began).toBeLessThan(1000)
    expect(await site.isUp('first')).toBe(false)
  })

  it('may be cancelled, and comes again, while the name is looked up: nobody waits', async () => {
    const text = inviteSilent('cancelled')
      .replaceAll('ai.silent', 'ai2.silent')
      .replace(': support', ': second')
    await site.node.send(text, at.inside)
    await site.node.take('100', ({ message }) => statusOf(message) === 100, 500)
    const began = performance.now()
    for (let k = 0; k < 6; k++) {
      await site.node.send(text, at.inside)
      await site.node.send(cancelOf(text), at.inside)
      expect(statusOf((await finalAnswer(site.node, 'cancelled', '1 CANCEL')).message)).toBe(200)
    }
    for (let k = 0; k < 8; k++) {
      const options = compose({
        from: at.node,
        uri: 'sip:alice@10.0.1.20',
        callId: `k${k}`,
        method: 'OPTIONS',
      })
      expect(await ask(site.node, options, at.inside)).toMatchObject({ status: 200 })
    }
    expect(performance.now() - began).toBeLessThan(1000)
    const { message } = await site.node.take('the end', isEnd('cancelled'), 15_000)
    expect(statusOf(message)).toBe(487)
  })

  it('that is known goes out, is answered, and ends as any other', async () => {
    const call = await callLeg(site, 'known', {
      leg: 'overflow',
      line: 'day',
      uri: 'sip:day@ai.voicely.example',
      peer: site.target,
    })
    await settled(call)
    await hangUp(call)
  })

  it('of an agent is asked for with OPTIONS, and nobody waits for one that is not found', async () => {
    const options = (user: string, callId: string): string =>
      compose({ from: at.node, uri: user, callId, method: 'OPTIONS' })
    await site.node.send(options('sip:ghost@phones.silent.example', 'ghost'), at.inside)
    expect(await ask(site.node, options('sip:alice@10.0.1.20', 'alice'), at.inside)).toMatchObject({
      status: 200,
    })
  })

  it('by many at once goes out at once', async () => {
    const began = performance.now()
    for (let k = 0; k < 40; k++) await site.node.send(inviteTalk(`burst-${k}`), at.inside)
    for (let k = 0; k < 40; k++) {
      const received = await request(site.talk, 'INVITE')
      await reply(site.talk, received, 486)
    }
    expect(performance.now() - began).toBeLessThan(2500)
  })
})

function isEnd(callId: string): (received: Received) => boolean {
  return ({ message }) =>
    headerOf(message, 'Call-ID') === callId &&
    headerOf(message, 'CSeq') === '1 INVITE' &&
    (statusOf(message) ?? 0) >= 300
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}
