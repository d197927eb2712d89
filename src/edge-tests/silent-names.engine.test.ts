import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { headerOf, statusOf } from '../sip/sip-message.js'
import { inviteTalk } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { cancelOf, compose } from '../testing/wire/messages.js'
import { inviteSilent, silentYaml } from '../testing/wire/silent-site.js'
import { at, type Site, startSite } from '../testing/wire/site.js'
import { callLeg } from '../testing/wire/wide-site.js'
import type { Received } from '../testing/wire/wire.js'

let site: Site
beforeAll(async () => {
  site = await startSite(silentYaml, { addresses: [], silent: ['silent.example'] })
})
afterAll(() => site?.stop())

it('a call to a name that nobody answers for is refused, the first in seconds and the next at once', async () => {
  await site.node.send(inviteSilent('first'), at.inside)
  const trying = await site.node.take('100', ({ message }) => statusOf(message) === 100, 500)
  expect(headerOf(trying.message, 'Call-ID')).toBe('first')
  const { message } = await site.node.take(
    'the refusal',
    received => headerOf(received.message, 'Call-ID') === 'first' && (statusOf(received.message) ?? 0) >= 300,
    15_000,
  )
  expect(statusOf(message)).toBe(478)
  const began = performance.now()
  expect(await ask(site.node, inviteSilent('second'), at.inside)).toMatchObject({ status: 478 })
  expect(performance.now() - began).toBeLessThan(3000)
  expect(await site.isUp('first')).toBe(false)
})

it('a call to a name may be cancelled, and comes again, while the name is looked up: nobody waits', async () => {
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
  expect(performance.now() - began).toBeLessThan(3000)
  const { message } = await site.node.take('the end', isEnd('cancelled'), 15_000)
  expect(statusOf(message)).toBe(487)
})

it('a call to a name that is known goes out, is answered, and ends as any other', async () => {
  const call = await callLeg(site, 'known', {
    leg: 'overflow',
    line: 'day',
    uri: 'sip:day@ai.voicely.example',
    peer: site.target,
  })
  await settled(call)
  await hangUp(call)
})

it('a call to a name of an agent is asked for with OPTIONS, and nobody waits for one that is not found', async () => {
  const options = (user: string, callId: string): string =>
    compose({ from: at.node, uri: user, callId, method: 'OPTIONS' })
  await site.node.send(options('sip:ghost@phones.silent.example', 'ghost'), at.inside)
  expect(await ask(site.node, options('sip:alice@10.0.1.20', 'alice'), at.inside)).toMatchObject({
    status: 200,
  })
})

it('a call to a name by many at once goes out at once', async () => {
  const began = performance.now()
  for (let k = 0; k < 40; k++) await site.node.send(inviteTalk(`burst-${k}`), at.inside)
  for (let k = 0; k < 40; k++) {
    const received = await request(site.talk, 'INVITE')
    await reply(site.talk, received, 486)
  }
  expect(performance.now() - began).toBeLessThan(8000)
})

function isEnd(callId: string): (received: Received) => boolean {
  return ({ message }) =>
    headerOf(message, 'Call-ID') === callId &&
    headerOf(message, 'CSeq') === '1 INVITE' &&
    (statusOf(message) ?? 0) >= 300
}
