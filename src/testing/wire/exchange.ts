import { type Header, headerOf, respond, statusOf } from '../../sip/sip-message.js'
import { acknowledge, contactOf, read } from './messages.js'
import type { Address } from './protocol.js'
import { at } from './site.js'
import type { Peer, Received } from './wire.js'

export interface Answer {
  readonly status: number
  readonly reason: string | undefined
  readonly received: Received
}

/** Sends a request and takes its final answer; a refused INVITE is acknowledged. */
export async function ask(peer: Peer, text: string, to: Address = at.edge): Promise<Answer> {
  const request = read(text)
  await peer.send(text, to)
  const received = await finalAnswer(
    peer,
    headerOf(request, 'Call-ID') ?? '',
    headerOf(request, 'CSeq') ?? '',
  )
  const status = statusOf(received.message) as number
  if (request.start.startsWith('INVITE') && status >= 300)
    await peer.send(acknowledge(request, received.message), to)
  const reason = /^\d{3} \S+ "([a-z-]+): /.exec(headerOf(received.message, 'Warning') ?? '')?.[1]
  return { status, reason, received }
}

export function finalAnswer(peer: Peer, callId: string, cseq: string): Promise<Received> {
  return peer.take(`an answer to ${cseq} of ${callId}`, ({ message }) => {
    const status = statusOf(message) ?? 0
    return status >= 200 && headerOf(message, 'Call-ID') === callId && headerOf(message, 'CSeq') === cseq
  })
}

/** Takes a request of a method that belongs to a call. */
export function request(peer: Peer, method: string, callId?: string): Promise<Received> {
  return peer.take(`${method} of ${callId ?? 'any call'}`, ({ message }) => {
    const mine = callId === undefined || headerOf(message, 'Call-ID') === callId
    return message.start.startsWith(`${method} `) && mine
  })
}

/** Answers a request that a peer received. */
export function reply(
  peer: Peer,
  { message, from }: Received,
  status: number,
  body = '',
  more: readonly Header[] = [],
): Promise<void> {
  const own: Header = ['Contact', contactOf(peer.address, peer.transport)]
  const contact = more.some(([name]) => name === 'Contact') ? [] : [own]
  const type: Header[] = body === '' ? [] : [['Content-Type', 'application/sdp']]
  return peer.send(
    respond(message, status, 'Whatever', `tag-${peer.address.port}`, [...contact, ...type, ...more], body),
    from,
  )
}
