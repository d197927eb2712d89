import { parseAudio } from '../sdp.js'
import {
  formatSipMessage,
  headerOf,
  methodOf,
  parseSipMessage,
  respond,
  type SipMessage,
  statusOf,
} from '../sip-message.js'
import { type AudioEnd, openAudio } from './audio.js'
import { callerDialog, type Dialog } from './dialog.js'
import type { ActorEvent, PlaceCall } from './protocol.js'
import type { Link } from './sockets.js'

/** A call as its caller sees it. */
export interface CallerLeg {
  readonly callId: string
  readonly receive: (message: SipMessage, link: Link) => void
  readonly hangUp: () => void
}

/** RFC 3261 timer T1, in milliseconds. */
const t1 = 500

/** Sends the INVITE and keeps the call going until one side ends it. */
export function placeCall(command: PlaceCall, link: Link, emit: (event: ActorEvent) => void): CallerLeg {
  const { call, invite: text, media } = command
  const invite = parseSipMessage(text)
  const audio = media ? openAudio(media, heard => emit({ event: 'audio', call, heard })) : undefined
  const stopRetransmitting = command.transport === 'udp' ? retransmit(() => link.send(text)) : () => {}
  let state: 'calling' | 'ringing' | 'answered' | 'over' = 'calling'
  let dialog: Dialog | undefined
  let ack = ''

  const finish = (by: 'us' | 'them' | 'cancel' | 'timeout'): void => {
    if (state === 'over') return
    state = 'over'
    stopRetransmitting()
    audio?.close()
    emit({ event: 'ended', call, by })
  }

  const onResponse = (response: SipMessage): void => {
    const status = statusOf(response) as number
    if (!headerOf(response, 'CSeq')?.endsWith('INVITE')) return
    stopRetransmitting()
    if (status < 200) {
      if (state === 'calling') state = 'ringing'
      followMedia(response, audio)
      return
    }
    if (status >= 300) {
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
      return
    }
    if (state === 'answered') link.send(ack)
    if (state === 'answered' || state === 'over') return
    state = 'answered'
    dialog = callerDialog(invite as SipMessage, response, link)
    ack = dialog.request('ACK', [], '', Number.parseInt(headerOf(response, 'CSeq') ?? '1', 10))
    link.send(ack)
    followMedia(response, audio)
    const remote = parseAudio(response.body)
    emit({
      event: 'answered',
      call,
      status,
      audio: remote ? { remote: { ip: remote.address, port: remote.port }, codecs: remote.codecs } : null,
    })
  }

  const onRequest = (request: SipMessage, from: Link): void => {
    const method = methodOf(request)
    if (method === 'ACK') return
    from.send(respond(request, 200, 'OK', 'caller'))
    if (method === 'BYE') finish('them')
  }

  link.send(text)
  return {
    callId: (invite && headerOf(invite, 'Call-ID')) ?? '',
    receive: (message, from) =>
      statusOf(message) === undefined ? onRequest(message, from) : onResponse(message),
    hangUp: () => {
      if (state === 'over') return
      if (state === 'answered' && dialog) {
        link.send(dialog.request('BYE'))
        return finish('us')
      }
      if (state === 'ringing' && invite) link.send(cancelOf(invite))
      finish(state === 'ringing' ? 'cancel' : 'timeout')
    },
  }
}

function followMedia(response: SipMessage, audio: AudioEnd | undefined): void {
  const remote = parseAudio(response.body)
  if (remote) audio?.sendTo({ ip: remote.address, port: remote.port })
}

/** Resends until told to stop, at the most for 64 T1 (RFC 3261 section 17.1.1.2). */
export function retransmit(send: () => void): () => void {
  let interval = t1
  let timer = setTimeout(again, interval)
  const deadline = performance.now() + 64 * t1
  function again(): void {
    if (performance.now() > deadline) return
    send()
    interval = Math.min(interval * 2, 8 * t1)
    timer = setTimeout(again, interval)
  }
  return () => clearTimeout(timer)
}

/** RFC 3261 section 17.1.1.3: the same branch, and the To of the response. */
function acknowledgeRefusal(invite: SipMessage, response: SipMessage): string {
  return derived(invite, 'ACK', headerOf(response, 'To') ?? '')
}

/** RFC 3261 section 9.1. */
function cancelOf(invite: SipMessage): string {
  return derived(invite, 'CANCEL', headerOf(invite, 'To') ?? '')
}

function derived(invite: SipMessage, method: string, to: string): string {
  const kept = (name: string) => [name, headerOf(invite, name) ?? ''] as const
  return formatSipMessage({
    start: `${method} ${invite.start.split(' ')[1]} SIP/2.0`,
    headers: [
      kept('Via'),
      ['Max-Forwards', '70'],
      kept('From'),
      ['To', to],
      kept('Call-ID'),
      ['CSeq', `${Number.parseInt(headerOf(invite, 'CSeq') ?? '1', 10)} ${method}`],
    ],
    body: '',
  })
}
