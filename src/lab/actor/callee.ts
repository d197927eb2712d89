import {
  headerOf,
  methodOf,
  respond,
  type SipMessage,
  statusOf,
  uriOf,
  userOf,
} from '../../sip/sip-message.js'
import { answerCall } from './answer.js'
import type { Leg } from './leg.js'
import type { ActorEvent, Behaviour, CalleeRole, Endpoint } from './protocol.js'
import type { Link } from './transports/link.js'
import { refusalOfTalk } from './twilio.js'

/** Opens the sockets of a callee. */
export interface Listen {
  readonly op: 'listen'
  readonly role: CalleeRole
  readonly addresses: readonly Endpoint[]
  /** Taken over TLS only. */
  readonly tlsAddresses: readonly Endpoint[]
  /** Where audio comes from; null: the address that was called. */
  readonly mediaAddress: string | null
  readonly tone: number
}

/** How a callee treats calls from one number; without a script it rings once and answers. */
export interface ScriptCallee {
  readonly op: 'script'
  /** User of the From URI, `*` for any. */
  readonly caller: string
  /** `ip:port` that is called, `*` for any. */
  readonly callee: string
  readonly behaviour: Behaviour
}

/** Everybody who is called: Talk, agents, overflow targets. */
export interface Callees {
  readonly script: (command: ScriptCallee) => void
  readonly listen: (command: Listen) => void
  /** Takes a message that belongs to no call yet. */
  readonly receive: (text: string, message: SipMessage, link: Link) => void
}

const standard: Behaviour = { status: 200 }

export function createCallees(legs: Map<string, Leg>, emit: (event: ActorEvent) => void): Callees {
  const scripts: ScriptCallee[] = []
  let self: Pick<Listen, 'role' | 'tone' | 'mediaAddress'> = {
    role: { kind: 'phone' },
    tone: 0,
    mediaAddress: null,
  }
  let nextPort = 20000

  const behaviourFor = (caller: string | undefined, callee: string): Behaviour =>
    scripts.findLast(script => matches(script.caller, caller) && matches(script.callee, callee))?.behaviour ??
    standard

  const onInvite = (text: string, invite: SipMessage, link: Link): void => {
    const call = headerOf(invite, 'Call-ID') ?? ''
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
      if (statusOf(message) !== undefined || method === 'ACK') return
      if (method === 'INVITE') return onInvite(text, message, link)
      if (method === 'OPTIONS') return link.send(respond(message, 200, 'OK', 'callee'))
      link.send(respond(message, 481, 'Call/Transaction Does Not Exist', 'callee'))
    },
  }
}

function matches(pattern: string, value: string | undefined): boolean {
  return pattern === '*' || pattern === value
}
