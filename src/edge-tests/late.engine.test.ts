import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../lab/container.js'
import { headerOf, respond, statusOf } from '../sip/sip-message.js'
import { callIn, callOut, callTalk } from '../testing/wire/calls.js'
import { hangUp, settled } from '../testing/wire/end.js'
import { finalAnswer, reply, request } from '../testing/wire/exchange.js'
import { contactOf, sdp } from '../testing/wire/messages.js'
import type { Call } from '../testing/wire/sides.js'
import { at, type Site, startSite } from '../testing/wire/site.js'

/** What comes late, or twice, because a packet was lost: RFC 3261 sections 13.3.1.4 and 16.7, RFC 6026. */
let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site?.stop())

const trying = 'SIP/2.0 100 Trying'
const legs = {
  'of a node to a caller': [callIn, at.nodeMedia, '12000'],
  'of Talk': [callTalk, at.talkMedia, '40000'],
  'of an overflow target': [(s: Site, id: string) => callOut(s, id, 'overflow'), at.target.ip, '40000'],
  'of an agent': [(s: Site, id: string) => callOut(s, id, 'agent'), at.agent.ip, '40000'],
} as const

it.each(['200', '200 to a re-INVITE'])(
  'a %s goes on each time that it is sent again, and so does its ACK',
  async which => {
    const again = which !== '200'
    const begun = []
    for (const [name, [place, media, port]] of Object.entries(legs)) {
      const call = await place(site, `${again ? 'later' : 'again'}-${name.replaceAll(' ', '-')}`)
      await settled(call)
      const { inviter, answerer } = call
      const own = inviter.peer === site.node ? at.nodeMedia : at.caller.ip
      const formats = answerer.peer === site.agent ? '8' : '0 8'
      const body = sdp(own, { port: '12002', formats })
      if (again) await inviter.peer.send(inviter.request('INVITE', { body }), inviter.next)
      const invite = again ? await request(answerer.peer, 'INVITE', inviter.callId) : call.invite
      begun.push({ call, invite, answer: sdp(media, { port, formats }) })
    }
    for (const gone of [false, true]) {
      if (gone) await transactionsEnd()
      for (const { call, invite, answer } of begun) {
        const { inviter, answerer } = call
        await reply(answerer.peer, invite, 200, answer)
        const { message } = await finalAnswer(inviter.peer, inviter.callId, `${again ? 2 : 1} INVITE`)
        expect(statusOf(message)).toBe(200)
        expect(headerOf(message, 'Contact')).toBe(headerOf(call.answered.message, 'Contact'))
        expect(message.body).toContain(answer.match(/m=audio \d+/)?.[0])
        await inviter.peer.send(inviter.request('ACK'), inviter.next)
        await settled(call)
      }
    }
    for (const { call } of begun) await hangUp(call)
  },
)

/** The answer as it was sent, again. */
function again({ answerer, invite }: Call, media: string, port: string): Promise<void> {
  const formats = answerer.peer === site.agent ? { formats: '8' } : {}
  return reply(answerer.peer, invite, 200, sdp(media, { port, ...formats }))
}

/** The edge has forgotten every transaction that there is now. */
async function transactionsEnd(): Promise<void> {
  const count = async (name: string): Promise<number> =>
    Number(new RegExp(`\\b${name}: (\\d+)`).exec(await site.rpc('tm.stats'))?.[1])
  const created = await count('created')
  await until('the end of the transactions', 60, async () => (await count('freed')) >= created)
}

it('a 200 that comes again is judged as the first one was', async () => {
  const call = await callTalk(site, 'judged')
  await settled(call)
  const before = await site.refused('media-address')
  await reply(site.talk, call.invite, 200, sdp(at.stranger.ip))
  const { message } = await finalAnswer(site.node, 'judged', '1 INVITE')
  expect(message.body).toBe('')
  expect(await site.refused('media-address')).toBe(before + 1)
  await hangUp(call)
})

it('an answer that no request of the call has asked for stays out', async () => {
  const call = await callTalk(site, 'forged')
  await settled(call)
  const stranger = await site.wire.udp(at.stranger)
  const neighbour = await site.wire.udp(at.otherTalk)
  const { message } = call.invite
  const answer = (status: number, tag: string, what = message): string =>
    respond(what, status, 'OK', tag, [['Contact', contactOf(at.talk, 'udp')]])
  const own = `tag-${at.talk.port}`
  const elsewhere = {
    ...message,
    headers: message.headers.map(([name, value]) =>
      name === 'Via' && value.includes(at.node.ip)
        ? ([name, value.replaceAll(at.node.ip, at.caller.ip)] as const)
        : ([name, value] as const),
    ),
  }
  const later = {
    ...message,
    headers: message.headers.map(
      ([name, value]) => [name, name === 'CSeq' ? value.replace('1', '2') : value] as const,
    ),
  }
  await stranger.send(answer(200, own), at.edge)
  await neighbour.send(answer(200, own), at.edge)
  await site.talk.send(answer(200, 'other'), at.edge)
  await site.talk.send(answer(200, own, elsewhere), at.edge)
  await site.talk.send(answer(200, own, later), at.edge)
  for (const status of [180, 183, 302, 486, 603]) await site.talk.send(answer(status, own), at.edge)
  await again(call, at.talkMedia, '40000')
  await finalAnswer(site.node, 'forged', '1 INVITE')
  expect(site.node.inbox.filter(({ message: { start } }) => start !== trying)).toEqual([])
  expect(site.caller.inbox.filter(({ message: { start } }) => start !== trying)).toEqual([])
  await hangUp(call)
})

it('a BYE that comes again after its end is answered', async () => {
  const call = await callIn(site, 'bye-again')
  await settled(call)
  const bye = call.inviter.request('BYE')
  for (const gone of [false, true]) {
    if (gone) await transactionsEnd()
    await site.caller.send(bye, at.edge)
    await reply(site.node, await request(site.node, 'BYE', 'bye-again'), gone ? 481 : 200)
    const { message } = await finalAnswer(site.caller, 'bye-again', '2 BYE')
    expect(statusOf(message)).toBe(gone ? 481 : 200)
  }
})

it('a request inside a call is not given up before whoever asks gives up', async () => {
  const call = await callIn(site, 'patient')
  await settled(call)
  const update = call.inviter.request('UPDATE')
  await site.caller.send(update, at.edge)
  const first = await request(site.node, 'UPDATE', 'patient')
  // As if each of the first four had been lost.
  for (let copies = 0; copies < 3; copies++) await request(site.node, 'UPDATE', 'patient')
  await reply(site.node, first, 200)
  expect(statusOf((await finalAnswer(site.caller, 'patient', '2 UPDATE')).message)).toBe(200)
  await hangUp(call)
})
