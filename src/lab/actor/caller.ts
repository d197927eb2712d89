import { parseAudio, type SdpCrypto } from '../../sip/sdp.js'
import {
  type Header,
  headerOf,
  parseSipMessage,
  respond,
  type SipMessage,
  statusOf,
} from '../../sip/sip-message.js'
import { type AudioEnd, openAudio } from './audio.js'
import { type Conversation, converse } from './conversation.js'
import { acknowledgeRefusal, callerDialog, cancelOf } from './dialog.js'
import type { Leg } from './leg.js'
import type { ActorEvent, Ended, Endpoint, MediaEnd, TransportName } from './protocol.js'
import { retransmit } from './retransmit.js'
import type { Link } from './transports/link.js'

/** Sends an INVITE and sees the call through to its end. */
export interface PlaceCall {
  readonly op: 'call'
  readonly call: string
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly transport: TransportName
  /** The whole INVITE; its Call-ID, tags and branch are the host's to choose. */
  readonly invite: string
  /** SDP of the ACK when the INVITE has none; else empty. */
  readonly answer: string
  /** Where the caller's audio comes from; null for a call without audio. */
  readonly media: MediaEnd | null
  /** The key of SRTP that the caller has named, in base64; absent: RTP. */
  readonly key?: string | undefined
}

/** Sends the INVITE and keeps the call going until one side ends it. */
export function placeCall(command: PlaceCall, link: Link, emit: (event: ActorEvent) => void): Leg {
  const { call, invite: text, answer, media } = command
  const invite = parseSipMessage(text)
  let audio: AudioEnd | undefined
  const open = (body: string): void => {
    const { crypto } = parseAudio(body) ?? {}
    const { key } = command
    // With SRTP nothing can be sent before the other side's key is known.
    if (!media || audio || (key !== undefined && !crypto)) return
    const keys =
      key !== undefined && crypto ? { suite: crypto.suite, ours: key, theirs: crypto.key } : undefined
    audio = openAudio(media, heard => emit({ event: 'audio', call, heard }), keys)
  }
  if (command.key === undefined) open('')
  const stopRetransmitting = command.transport === 'udp' ? retransmit(() => link.send(text)) : () => {}
  let state: 'calling' | 'ringing' | 'answered' | 'over' = 'calling'
  let conversation: Conversation | undefined
  let ack = ''

  const finish = (by: Ended['by']): void => {
    if (state === 'over') return
    state = 'over'
    stopRetransmitting()
    audio?.close()
    emit({ event: 'ended', call, by })
  }

  const onAnswer = (response: SipMessage): void => {
    if (state === 'answered') link.send(ack)
    if (state === 'answered' || state === 'over') return
    state = 'answered'
    const dialog = callerDialog(invite as SipMessage, response, link)
    const type: Header[] = answer === '' ? [] : [['Content-Type', 'application/sdp']]
    ack = dialog.request('ACK', type, answer, Number.parseInt(headerOf(response, 'CSeq') ?? '1', 10)).text
    link.send(ack)
    open(response.body)
    followMedia(response, audio)
    conversation = converse({
      call,
      dialog,
      link,
      tag: 'caller',
      contact: ['Contact', headerOf(invite as SipMessage, 'Contact') ?? ''],
      audio,
      media,
      crypto: ownCrypto(response, command.key),
      emit,
      onBye: () => finish('them'),
    })
    const remote = parseAudio(response.body)
    emit({
      event: 'answered',
      call,
      status: statusOf(response) as number,
      audio: remote ? { remote: { ip: remote.address, port: remote.port }, codecs: remote.codecs } : null,
    })
  }

  const onInviteResponse = (response: SipMessage): void => {
    const status = statusOf(response) as number
    stopRetransmitting()
    if (status < 200) {
      if (state === 'calling') state = 'ringing'
      open(response.body)
      followMedia(response, audio)
      return
    }
    if (status < 300) {
      onAnswer(response)
      return
    }
    link.send(acknowledgeRefusal(invite as SipMessage, response))
    if (state === 'over') return
    emit({
      event: 'refused',
      call,
      status,
      phrase: response.start.slice(12),
      warning: headerOf(response, 'Warning') ?? null,
      retryAfter: headerOf(response, 'Retry-After') ?? null,
    })
    finish('them')
  }

  link.send(text)
  return {
    callId: (invite && headerOf(invite, 'Call-ID')) ?? '',
    receive: (message, from) => {
      const isResponse = statusOf(message) !== undefined
      if (isResponse && invite && headerOf(message, 'CSeq') === headerOf(invite, 'CSeq'))
        return onInviteResponse(message)
      if (conversation) return conversation.receive(message, from)
      if (!isResponse) from.send(respond(message, 200, 'OK', 'caller'))
    },
    hangUp: () => {
      if (state === 'over') return
      conversation?.bye()
      if (conversation) return finish('us')
      if (state === 'ringing' && invite) link.send(cancelOf(invite))
      finish(state === 'ringing' ? 'cancel' : 'timeout')
    },
    request: (method, headers, body) => {
      if (state === 'answered') conversation?.request(method, headers, body)
    },
    press: keys => audio?.press(keys),
  }
}

function followMedia(response: SipMessage, audio: AudioEnd | undefined): void {
  const remote = parseAudio(response.body)
  if (remote) audio?.sendTo({ ip: remote.address, port: remote.port })
}

function ownCrypto({ body }: SipMessage, key: string | undefined): SdpCrypto | undefined {
  const { crypto } = parseAudio(body) ?? {}
  return crypto && key !== undefined ? { ...crypto, key } : undefined
}
