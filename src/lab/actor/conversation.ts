import { composeSdp, parseAudio, type SdpCrypto } from '../../sip/sdp.js'
import { type Header, headerOf, methodOf, respond, type SipMessage, statusOf } from '../../sip/sip-message.js'
import type { AudioEnd } from './audio.js'
import { acknowledgeRefusal, type Dialog } from './dialog.js'
import type { ActorEvent, MediaEnd } from './protocol.js'
import { retransmit } from './retransmit.js'
import type { Link } from './transports/link.js'

/** A call that is up, from the one side or the other: requests inside it, in both directions. */
export interface Conversation {
  readonly request: (method: string, headers: readonly Header[], body: string) => void
  readonly receive: (message: SipMessage, link: Link) => void
  readonly bye: () => void
}

export interface ConversationSpec {
  readonly call: string
  readonly dialog: Dialog
  readonly link: Link
  /** Our tag. */
  readonly tag: string
  readonly contact: Header
  readonly audio: AudioEnd | undefined
  readonly media: MediaEnd | null
  /** Of our stream, when it is SRTP. */
  readonly crypto?: SdpCrypto | undefined
  readonly emit: (event: ActorEvent) => void
  /** The other side has said BYE. */
  readonly onBye: () => void
}

export function converse(spec: ConversationSpec): Conversation {
  const { call, dialog, link, tag, contact, audio, media, crypto, emit, onBye } = spec
  const sent = new Map<string, SipMessage>()
  const again = new Map<string, () => void>()

  const onResponse = (response: SipMessage): void => {
    const cseq = headerOf(response, 'CSeq') ?? ''
    const request = sent.get(cseq)
    const status = statusOf(response) as number
    const method = request && (methodOf(request) ?? '')
    if (status >= 200 || method === 'INVITE') again.get(cseq)?.()
    if (!request || method === undefined || status < 200) return
    if (method === 'INVITE') {
      const number = Number.parseInt(cseq, 10)
      link.send(
        status < 300 ? dialog.request('ACK', [], '', number).text : acknowledgeRefusal(request, response),
      )
      if (status < 300) followMedia(response, audio)
    }
    emit({ event: 'response', call, method, status, text: `${response.start}\n${formatHeaders(response)}` })
    sent.delete(cseq)
  }

  const onRequest = (request: SipMessage, from: Link): void => {
    const method = methodOf(request) ?? ''
    if (method === 'ACK') return
    emit({ event: 'request', call, method, text: `${request.start}\n${formatHeaders(request)}` })
    const answer =
      media && (method === 'INVITE' || method === 'UPDATE') && request.body
        ? answerTo(request, media, crypto)
        : ''
    const more: Header[] = answer ? [contact, ['Content-Type', 'application/sdp']] : [contact]
    from.send(respond(request, 200, 'OK', tag, more, answer))
    if (answer) followMedia(request, audio)
    if (method === 'BYE') onBye()
  }

  const send = (method: string, headers: readonly Header[], body: string): void => {
    const { text, message } = dialog.request(method, headers, body)
    const cseq = headerOf(message, 'CSeq') ?? ''
    sent.set(cseq, message)
    link.send(text)
    if (link.transport === 'udp')
      again.set(
        cseq,
        retransmit(() => link.send(text)),
      )
  }

  return {
    request: (method, headers, body) => {
      const type: Header[] = body ? [['Content-Type', 'application/sdp']] : []
      const given = headers.some(([name]) => /^content-type$/i.test(name))
      send(method, [contact, ...headers, ...(given ? [] : type)], body)
    },
    receive: (message, from) =>
      statusOf(message) === undefined ? onRequest(message, from) : onResponse(message),
    bye: () => send('BYE', [], ''),
  }
}

/** Our audio stays as it was agreed on; only the other side's may move. */
function answerTo(
  { body }: SipMessage,
  { ip, port, codec }: MediaEnd,
  crypto: SdpCrypto | undefined,
): string {
  const offer = parseAudio(body)
  return composeSdp({
    address: ip,
    port,
    codecs: [codec, ...(offer?.codecs.includes('telephone-event') ? ['telephone-event'] : [])],
    profile: offer?.profile ?? 'RTP/AVP',
    crypto,
  })
}

function followMedia({ body }: SipMessage, audio: AudioEnd | undefined): void {
  const remote = parseAudio(body)
  if (remote) audio?.sendTo({ ip: remote.address, port: remote.port })
}

function formatHeaders({ headers, body }: SipMessage): string {
  return `${headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n${body}`
}
