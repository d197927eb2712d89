import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { noCallsUp } from '../testing/wire/end.js'
import { type Answer, ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import type { Address } from '../testing/wire/protocol.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const limitedUri = 'sip:limited@sip.acme.example'
const singleUri = 'sip:single@sip.acme.example'
const slowUri = 'sip:slow@sip.acme.example'
const seldomUri = 'sip:seldom@sip.acme.example'

function invite(callId: string, uri: string, from: Address = at.caller): string {
  return compose({ from, uri, callId, body: sdp(from.ip) })
}

describe('calls at a time', () => {
  it('are as many as the line says, even when all come at once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `busy-${index}`)
    const asked = names.map(name => ask(site.caller, invite(name, limitedUri)).catch(() => undefined))
    const refused = (await Promise.race([settle(asked, 6), timeout(60_000)])) as Answer[]
    expect(refused.map(({ status, reason }) => `${status} ${reason}`)).toEqual(Array(6).fill('486 busy'))
    expect(await site.callsUp()).toBe(2)
    expect(await site.refused('busy')).toBe(6)
    // The two that were let in ring; both are refused by the node, and then there is room again.
    const ringing = new Map(
      site.node.inbox
        .filter(({ message }) => message.start.startsWith('INVITE'))
        .map(received => [headerOf(received.message, 'Call-ID'), received]),
    )
    expect(ringing.size).toBe(2)
    for (const received of ringing.values()) await reply(site.node, received, 486)
    await Promise.all(asked)
    await noCallsUp(site)
    await site.caller.send(invite('busy-again', limitedUri), at.edge)
    const next = await site.node.take(
      'the next call',
      ({ message }) => headerOf(message, 'Call-ID') === 'busy-again',
    )
    await reply(site.node, next, 486)
    await finalAnswer(site.caller, 'busy-again', '1 INVITE')
  })

  it('are one when the line says one', async () => {
    await site.caller.send(invite('single-1', singleUri), at.edge)
    const first = await request(site.node, 'INVITE', 'single-1')
    const second = await ask(site.caller, invite('single-2', singleUri))
    expect(second).toMatchObject({ status: 486, reason: 'busy' })
    await reply(site.node, first, 486)
    await finalAnswer(site.caller, 'single-1', '1 INVITE')
    await noCallsUp(site)
  })
})

describe('calls a second', () => {
  it('are as many as the line says, and whoever is refused is told when to come again', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `rate-${index}`)
    for (const name of names) await site.caller.send(invite(name, slowUri), at.edge)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        site.caller.take('a refusal', ({ message }) => statusOf(message) === 503),
      ),
    )
    for (const { message } of answers) {
      expect(headerOf(message, 'Retry-After')).toBe('1')
      expect(headerOf(message, 'Warning')).toMatch(/rate: /)
    }
    // All came within a second, or two that touch: three in each.
    await until('the calls at the node', 60, async () => callsAtNode('rate-') >= 3)
    expect(callsAtNode('rate-')).toBeLessThanOrEqual(6)
  })

  it('are one where the line says one', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `seldom-${index}`)
    const asked = names.map(name => ask(site.caller, invite(name, seldomUri)).catch(() => undefined))
    // One of them is let in, or one of each of two seconds that touch.
    const refused = (await Promise.race([settle(asked, 3), timeout(60_000)])) as Answer[]
    expect(refused.map(({ status, reason }) => `${status} ${reason}`)).toEqual(Array(3).fill('503 rate'))
    await until('the call at the node', 60, async () => callsAtNode('seldom-') >= 1)
  })
})

describe('floods', () => {
  it('are silence after the limit, for that source alone', async () => {
    const stranger = await site.wire.udp(at.stranger)
    const other = await site.wire.udp({ ip: at.agent.ip, port: 5099 })
    const before = await site.refused('flood')
    const shot = compose({ from: at.stranger, uri: talkUri, callId: 'flood-%', body: sdp(at.stranger.ip) })
    for (let index = 0; index < 90; index++) await stranger.send(shot.replaceAll('%', String(index)), at.edge)
    await until('the flood limit', 60, async () => (await site.refused('flood')) > before + 20)
    expect(stranger.inbox.length).toBeGreaterThan(20)
    expect(stranger.inbox.length).toBeLessThan(70)
    // Another stranger still hears why.
    const answer = await ask(other, compose({ from: other.address, uri: talkUri, callId: 'flood-other' }))
    expect(answer.reason).toBe('source')
  })

  it('of refused calls from an allowed source leave its good calls alone', async () => {
    const bad = compose({ from: at.neighbour, uri: talkUri, callId: 'bad-%', body: sdp(at.stranger.ip) })
    await site.wire.shoot({ from: [at.neighbour], to: at.edge, perSecond: 200, seconds: 1, text: bad })
    const neighbour = await site.wire.udp(at.neighbour)
    await neighbour.send(invite('good-1', talkUri, at.neighbour), at.edge)
    await site.node.take('the good call', ({ message }) => headerOf(message, 'Call-ID') === 'good-1')
  })

  it('scanners hear nothing at all', async () => {
    const scan = compose({
      from: at.caller,
      uri: talkUri,
      callId: 'scan-1',
      body: sdp(at.caller.ip),
      headers: [['User-Agent', 'friendly-scanner']],
    })
    const before = await site.refused('flood')
    await site.caller.send(scan, at.edge)
    await until('the counter', 60, async () => (await site.refused('flood')) === before + 1)
    await ask(site.caller, compose({ from: at.caller, uri: talkUri, callId: 'alive', method: 'OPTIONS' }))
    expect(site.caller.inbox.filter(({ message }) => headerOf(message, 'Call-ID') === 'scan-1')).toEqual([])
  })
})

function callsAtNode(prefix: string): number {
  const ids = site.node.inbox.map(({ message }) => headerOf(message, 'Call-ID') ?? '')
  return new Set(ids.filter(id => id.startsWith(prefix))).size
}

/** The first so many that are there. */
function settle(asked: readonly Promise<Answer | undefined>[], count: number): Promise<Answer[]> {
  const done: Answer[] = []
  return new Promise(resolve => {
    for (const one of asked)
      void one.then(answer => {
        if (answer) done.push(answer)
        if (done.length === count) resolve([...done])
      })
  })
}

function timeout(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('not in time')), milliseconds).unref()
  })
}
