import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { statusOf } from '../sip/sip-message.js'
import { callIn, callOut, callTalk, offerToNode } from '../testing/wire/calls.js'
import { noCallsUp, settled } from '../testing/wire/end.js'
import { ask, finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { silentLog } from '../testing/wire/protocol.js'
import { at, type Site, startSite, talkUri } from '../testing/wire/site.js'

/** Names that nobody answers for: `*.silent.example` has a name server that is there and says nothing. */
let site: Site
beforeAll(async () => {
  site = await startSite(undefined, { addresses: [], silent: ['silent.example'] })
})
afterAll(() => site?.stop())

/** Names that somebody looked up, and waited for in vain: a lookup holds a worker of Kamailio for seconds. */
const asked = async (): Promise<readonly string[]> =>
  (await site.wire.run('sh', '-c', `cat ${silentLog} 2>/dev/null || true`))
    .split('\n')
    .filter(line => line !== '')

it('a name that is looked up is seen to be', async () => {
  await site.wire.run('sh', '-c', 'timeout 2 getent hosts seen.silent.example || true')
  expect(await asked()).not.toEqual([])
  await site.wire.run('rm', silentLog)
})

afterEach(async () => expect(await asked()).toEqual([]))

const ofName = (name: string): string => `<sip:caller@${name}>`

describe('a name in what a caller sends is never looked up', () => {
  it.each([
    ['Contact', ofName('pbx.silent.example'), []],
    ['Contact with a port and TCP', '<sip:caller@pbx2.silent.example:5099;transport=tcp>', []],
    ['Contact with maddr', '<sip:caller@203.0.113.10;maddr=pbx3.silent.example>', []],
    ['Record-Route', ofName('10.9.9.9'), [['Record-Route', '<sip:proxy.silent.example;lr>']]],
    ['Record-Route without lr', ofName('10.9.9.9'), [['Record-Route', '<sip:strict.silent.example>']]],
  ] as const)('%s: requests go to where it speaks from', async (what, contact, headers) => {
    const callId = `name ${what}`.replace(/ /g, '-')
    const call = await callIn(site, callId, { contact, headers: [...headers] })
    await settled(call)
    await site.node.send(call.answerer.request('BYE'), at.inside)
    const bye = await request(site.caller, 'BYE', callId)
    await reply(site.caller, bye, 200)
    expect(statusOf((await finalAnswer(site.node, callId, '1 BYE')).message)).toBe(200)
    await noCallsUp(site)
  })

  it('Via: the answer goes to where the request came from', async () => {
    for (const via of [
      'SIP/2.0/UDP via.silent.example:5070;branch=z9hG4bK-via-1',
      'SIP/2.0/UDP 203.0.113.10:5070;maddr=via2.silent.example;branch=z9hG4bK-via-2',
      'SIP/2.0/UDP 203.0.113.10:5070;received=via3.silent.example;branch=z9hG4bK-via-3',
    ]) {
      const callId = `via-${via.length}`
      const text = compose({ from: at.caller, uri: talkUri, callId, method: 'OPTIONS' })
      expect(await ask(site.caller, text.replace(/^Via: .*$/m, `Via: ${via}`))).toMatchObject({ status: 200 })
    }
  })
})

it('a call whose far end moves is followed to where it speaks from', async () => {
  const call = await callIn(site, 'moves', { contact: ofName('moves.silent.example') })
  await settled(call)
  const elsewhere = await site.wire.udp({ ip: at.caller.ip, port: 5091 })
  const text = call.inviter
    .request('UPDATE')
    .replace(/^Contact: .*$/m, `Contact: ${ofName('moved.silent.example')}`)
  await elsewhere.send(text, at.edge)
  await reply(site.node, await request(site.node, 'UPDATE', 'moves'), 200)
  await finalAnswer(elsewhere, 'moves', '2 UPDATE')
  await site.node.send(call.answerer.request('BYE'), at.inside)
  await reply(elsewhere, await request(elsewhere, 'BYE', 'moves'), 200)
  await finalAnswer(site.node, 'moves', '1 BYE')
  await noCallsUp(site)
})

it('a name in the Contact of who answers is not looked up either', async () => {
  for (const [peer, begin] of [
    [site.talk, () => callTalk(site, 'named-talk', {}, sdp(at.talkMedia), ofName('talk.silent.example'))],
    [
      site.target,
      () => callOut(site, 'named-target', 'overflow', { contact: ofName('target.silent.example') }),
    ],
  ] as const) {
    const call = await begin()
    await settled(call)
    await site.node.send(call.inviter.request('BYE'), at.inside)
    await reply(peer, await request(peer, 'BYE', call.inviter.callId), 200)
    await finalAnswer(site.node, call.inviter.callId, '2 BYE')
  }
})

it('sixteen calls with such names end, and the nodes stay up', async () => {
  const calls = []
  for (let k = 0; k < 16; k++) {
    calls.push(await callIn(site, `many-${k}`, { contact: ofName(`m${k}.silent.example`) }))
  }
  for (const call of calls) await settled(call)
  for (const call of calls) await site.node.send(call.answerer.request('BYE'), at.inside)
  await offerToNode(site)
  for (const { inviter } of calls)
    await reply(site.caller, await request(site.caller, 'BYE', inviter.callId), 200)
  await noCallsUp(site)
  await until('the node', 60, async () => (await site.rpc('dispatcher.list')).includes('FLAGS: A'))
})
