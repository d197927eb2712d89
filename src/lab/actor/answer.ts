import { randomBytes } from 'node:crypto'
import { composeSdp, parseAudio, type SdpCrypto } from '../../sip/sdp.js'
import { type Header, headerOf, methodOf, respond, type SipMessage, tagOf } from '../../sip/sip-message.js'
import { type AudioEnd, type AudioKeys, openAudio } from './audio.js'
import { type Conversation, converse } from './conversation.js'
import { calleeDialog } from './dialog.js'
import type { Leg } from './leg.js'
import type { ActorEvent, Behaviour, Ended, Endpoint, MediaEnd } from './protocol.js'
import { retransmit } from './retransmit.js'
import { hostPort, type Link } from './transports/link.js'

export interface IncomingCall {
  readonly call: string
  readonly invite: SipMessage
  readonly link: Link
  readonly behaviour: Behaviour
  readonly tone: number
  readonly media: Endpoint
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  603: 'Decline',
}

/** Treats an INVITE as the behaviour says, and sees the call through to its end. */
export function answerCall(
  { call, invite, link, behaviour, tone, media }: IncomingCall,
  emit: (event: ActorEvent) => void,
): Leg {
  const tag = `callee${media.port}`
  const through = link.transport === 'udp' ? '' : `;transport=${link.transport}`
  const contact: Header = ['Contact', `<sip:${hostPort(link.local)}${through}>`]
  const offer = parseAudio(invite.body)
  // In the order of the offer (RFC 3264 section 6.1).
  const codec = offer?.codecs.find(name => (behaviour.codecs ?? ['PCMU', 'PCMA']).includes(name))
  let audio: AudioEnd | undefined
  let conversation: Conversation | undefined
  let stopRetransmitting = (): void => {}
  let over = false
  let last = respond(invite, 180, 'Ringing', tag, [contact])

  const final = (status: number, body = ''): void => {
    const more: Header[] = body ? [contact, ['Content-Type', 'application/sdp']] : []
    last = respond(invite, status, phrases[status] ?? 'Refused', tag, more, body)
    link.send(last)
    stopRetransmitting = link.transport === 'udp' ? retransmit(() => link.send(last)) : () => {}
  }

  const answer = (): void => {
    if (!offer || !codec) {
      final(488)
      return
    }
    const end: MediaEnd = { ...media, codec: codec === 'PCMA' ? 'PCMA' : 'PCMU', tone }
    const keys = keysFor(offer.crypto)
    const crypto = offer.crypto && keys && { ...offer.crypto, key: keys.ours }
    audio = openAudio(end, heard => emit({ event: 'audio', call, heard }), keys)
    audio.sendTo({ ip: offer.address, port: offer.port })
    const dialog = calleeDialog(invite, tag, link)
    const onBye = (): void => finish('them')
    conversation = converse({ call, dialog, link, tag, contact, audio, media: end, crypto, emit, onBye })
    const codecs = [codec, ...offer.codecs.filter(name => name === 'telephone-event')]
    final(200, composeSdp({ address: media.ip, port: media.port, codecs, profile: offer.profile, crypto }))
    emit({
      event: 'answered',
      call,
      status: 200,
      audio: { remote: { ip: offer.address, port: offer.port }, codecs: offer.codecs },
    })
  }

  const finish = (by: Ended['by']): void => {
    if (over) return
    over = true
    stopRetransmitting()
    audio?.close()
    emit({ event: 'ended', call, by })
  }

  if (behaviour.status >= 0) {
    link.send(respond(invite, 100, 'Trying', tag))
    link.send(last)
  }
  if (behaviour.status === 200) answer()
  else if (behaviour.status > 0) final(behaviour.status)

  return {
    callId: call,
    receive: (message, from) => {
      const method = methodOf(message)
      if (behaviour.status < 0) return
      if (method === 'ACK') return stopRetransmitting()
      if (method === 'INVITE' && !tagOf(headerOf(message, 'To') ?? '')) return from.send(last)
      if (conversation) return conversation.receive(message, from)
      if (method === undefined) return
      from.send(respond(message, 200, 'OK', tag))
      if (method !== 'CANCEL') return
      final(487)
      finish('cancel')
    },
    hangUp: () => {
      if (over) return
      if (!conversation) return final(480)
      conversation.bye()
      finish('us')
    },
    request: (method, headers, body) => {
      if (!over) conversation?.request(method, headers, body)
    },
    press: keys => audio?.press(keys),
  }
}

/** A key of our own for the stream that we send (RFC 4568 section 6.1: 16 bytes of key, 14 of salt). */
function keysFor(crypto: SdpCrypto | undefined): AudioKeys | undefined {
  return crypto && { suite: crypto.suite, ours: randomBytes(30).toString('base64'), theirs: crypto.key }
}
