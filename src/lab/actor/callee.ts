import { composeSdp, parseAudio } from '../sdp.js'
import {
  headerOf,
  hostOf,
  methodOf,
  requestUriOf,
  respond,
  type SipMessage,
  statusOf,
  uriOf,
  userOf,
} from '../sip-message.js'
import { type AudioEnd, openAudio } from './audio.js'
import { retransmit } from './caller.js'
import { calleeDialog, type Dialog, hostPort } from './dialog.js'
import type {
  ActorEvent,
  Behaviour,
  CalleeRole,
  Endpoint,
  Listen,
  MediaEnd,
  ScriptCallee,
} from './protocol.js'
import type { Link } from './sockets.js'

/** Everybody who is called: Talk, agents, overflow targets. */
export interface Callees {
  readonly script: (command: ScriptCallee) => void
  readonly listen: (command: Listen) => void
  readonly receive: (text: string, message: SipMessage, link: Link) => void
}

const standard: Behaviour = { status: 200 }

export function createCallees(emit: (event: ActorEvent) => void): Callees {
  const scripts: ScriptCallee[] = []
  const legs = new Map<string, CalleeLeg>()
  let self: Pick<Listen, 'role' | 'tone' | 'mediaAddress'> = {
    role: { kind: 'phone' },
    tone: 0,
    mediaAddress: null,
  }
  let nextPort = 20000

  const behaviourFor = (caller: string | undefined, callee: string | undefined): Behaviour =>
    scripts.findLast(script => matches(script.caller, caller) && matches(script.callee, callee))?.behaviour ??
    standard

  const onInvite = (text: string, invite: SipMessage, link: Link): void => {
    const call = headerOf(invite, 'Call-ID') ?? ''
    const known = legs.get(call)
    if (known) {
      known.again(invite, link)
      return
    }
    emit({ event: 'invited', call, invite: text, source: link.remote, target: link.local })
    const { role, tone, mediaAddress } = self
    const refusal = role.kind === 'talk' ? refusalOfTalk(invite, link, role) : undefined
    const scripted = behaviourFor(
      userOf(uriOf(headerOf(invite, 'From') ?? '')),
      `${link.local.ip}:${link.local.port}`,
    )
    nextPort += 2
    const behaviour = refusal ? { status: refusal } : scripted
    const media = behaviour.media ?? { ip: mediaAddress ?? link.local.ip, port: nextPort }
    legs.set(call, answerCall({ call, invite, link, behaviour, tone, media }, emit))
  }

  return {
    script: command => scripts.push(command),
    listen: command => {
      self = command
    },
    receive: (text, message, link) => {
      const method = methodOf(message)
      if (statusOf(message) !== undefined) return
      if (method === 'INVITE') return onInvite(text, message, link)
      const leg = legs.get(headerOf(message, 'Call-ID') ?? '')
      if (leg) return leg.receive(message, link)
      if (method === 'OPTIONS') link.send(respond(message, 200, 'OK', 'callee'))
      else if (method !== 'ACK') link.send(respond(message, 481, 'Call/Transaction Does Not Exist', 'callee'))
    },
  }
}

function matches(pattern: string, value: string | undefined): boolean {
  return pattern === '*' || pattern === value
}

/**
 * What Twilio refuses (Twilio, Use SIP with Twilio Voice): a bare address in the request URI, a source that
 * is not on the list, other codecs than G.711, RTP on a secure line and SRTP on any other.
 */
function refusalOfTalk(
  invite: SipMessage,
  link: Link,
  { sources, secureHosts }: Extract<CalleeRole, { kind: 'talk' }>,
): number | undefined {
  const host = hostOf(requestUriOf(invite))
  if (/^[0-9.]+$|:/.test(host) || !sources.includes(link.remote.ip)) return 403
  const audio = parseAudio(invite.body)
  const known = ['PCMU', 'PCMA', 'telephone-event']
  if (!audio || audio.codecs.some(codec => !known.includes(codec))) return 488
  return audio.profile === (secureHosts.includes(host) ? 'RTP/SAVP' : 'RTP/AVP') ? undefined : 488
}

interface CalleeLeg {
  readonly again: (invite: SipMessage, link: Link) => void
  readonly receive: (message: SipMessage, link: Link) => void
}

interface IncomingCall {
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
  488: 'Not Acceptable Here',
  603: 'Decline',
}

function answerCall(
  { call, invite, link, behaviour, tone, media }: IncomingCall,
  emit: (event: ActorEvent) => void,
): CalleeLeg {
  const tag = `callee${media.port}`
  const contact = ['Contact', `<sip:${hostPort(link)}>`] as const
  const offer = parseAudio(invite.body)
  const codec = (behaviour.codecs ?? ['PCMU', 'PCMA']).find(name => offer?.codecs.includes(name))
  let audio: AudioEnd | undefined
  let dialog: Dialog | undefined
  let stopRetransmitting = (): void => {}
  let over = false
  let last = respond(invite, 180, 'Ringing', tag, [contact])

  const final = (status: number, body = ''): void => {
    const more = body ? [contact, ['Content-Type', 'application/sdp'] as const] : []
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
    audio = openAudio(end, heard => emit({ event: 'audio', call, heard }))
    audio.sendTo({ ip: offer.address, port: offer.port })
    dialog = calleeDialog(invite, tag, link)
    const codecs = [codec, ...offer.codecs.filter(name => name === 'telephone-event')]
    final(200, composeSdp({ address: media.ip, port: media.port, codecs, profile: offer.profile }))
    emit({
      event: 'answered',
      call,
      status: 200,
      audio: { remote: { ip: offer.address, port: offer.port }, codecs: offer.codecs },
    })
  }

  const end = (by: 'us' | 'them' | 'cancel'): void => {
    if (over) return
    over = true
    stopRetransmitting()
    audio?.close()
    emit({ event: 'ended', call, by })
  }

  link.send(respond(invite, 100, 'Trying', tag))
  link.send(last)
  if (behaviour.status === 200) answer()
  else if (behaviour.status > 0) final(behaviour.status)

  return {
    again: (message, from) =>
      from.send(
        dialog && headerOf(message, 'To')?.includes('tag=')
          ? respond(message, 200, 'OK', tag, [contact])
          : last,
      ),
    receive: (message, from) => {
      const method = methodOf(message)
      if (method === 'ACK') return stopRetransmitting()
      from.send(respond(message, 200, 'OK', tag))
      if (method === 'CANCEL') {
        final(487)
        end('cancel')
      }
      if (method === 'BYE') end('them')
    },
  }
}
