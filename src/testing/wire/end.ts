import { until } from '../../lab/container.js'
import { headerOf, statusOf } from '../../sip/sip-message.js'
import { reply, request } from './exchange.js'
import type { Call } from './sides.js'
import type { Site } from './site.js'
import { patienceSeconds } from './wire.js'

/** The ACK of the call has arrived. */
export async function settled({ answerer, inviter }: Call): Promise<void> {
  await request(answerer.peer, 'ACK', inviter.callId)
}

/** The side that invited says BYE, and the other one takes it. */
export async function hangUp({ inviter, answerer }: Call): Promise<void> {
  await inviter.peer.send(inviter.request('BYE'), inviter.next)
  await reply(answerer.peer, await request(answerer.peer, 'BYE', inviter.callId), 200)
  await inviter.peer.take('the answer to BYE', ({ message }) => {
    return statusOf(message) === 200 && headerOf(message, 'CSeq')?.endsWith('BYE') === true
  })
}

/** Nothing is left of any call that the edge counts. */
export async function noCallsUp(site: Pick<Site, 'callsUp'>): Promise<void> {
  await until(
    'the end of the calls',
    Math.max(8, patienceSeconds()),
    async () => (await site.callsUp()) === 0,
  )
}
