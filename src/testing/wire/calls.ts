import type { SipMessage } from '../../sip/sip-message.js'
import { finalAnswer, reply, request } from './exchange.js'
import { compose, type InviteSpec, sdp } from './messages.js'
import { type Call, establish, type SideRequest } from './sides.js'
import { at, type Site, talkUri } from './site.js'

/** A call from outside that a node has answered. */
export function callIn(
  site: Site,
  callId: string,
  more: Partial<InviteSpec> = {},
  ack?: Partial<SideRequest>,
): Promise<Call> {
  return establish({
    inviter: site.caller,
    answerer: site.node,
    to: at.edge,
    invite: { callId, uri: talkUri, body: sdp(at.caller.ip), ...more },
    answer: sdp(at.nodeMedia, { port: '12000' }),
    ...(ack ? { ack } : {}),
  })
}

let named = 0

/** The INVITE that the node gets of a call from outside; it refuses the call then. */
export async function offerToNode(site: Site, more: Partial<InviteSpec> = {}): Promise<SipMessage> {
  const callId = `offered-${++named}`
  const text = compose({ from: at.caller, callId, uri: talkUri, body: sdp(at.caller.ip), ...more })
  await site.caller.send(text, at.edge)
  const received = await request(site.node, 'INVITE', callId)
  await reply(site.node, received, 486)
  await finalAnswer(site.caller, callId, '1 INVITE')
  return received.message
}

/** The INVITE of a node for Talk. */
export function inviteTalk(callId: string): string {
  return compose({ from: at.node, callId, ...toTalk })
}

const toTalk = {
  uri: 'sip:acme-support@acme-support.sip.twilio.com',
  headers: [
    ['X-Sipin-Leg', 'talk'],
    ['X-Sipin-Line', 'support'],
  ],
  body: sdp(at.nodeMedia, { port: '12000' }),
} as const

/** A call of a node to Talk. */
export function callTalk(
  site: Site,
  callId: string,
  more: Partial<InviteSpec> = {},
  answer = sdp(at.talkMedia),
  contact?: string,
): Promise<Call> {
  return establish({
    inviter: site.node,
    answerer: site.talk,
    to: at.inside,
    invite: { callId, ...toTalk, ...more },
    answer,
    ...(contact ? { contact } : {}),
  })
}

/** A call of a node to the overflow target of line support, or to the agent. */
export function callOut(
  site: Site,
  callId: string,
  leg: 'overflow' | 'agent',
  { contact, answer, ...more }: Partial<InviteSpec> & { contact?: string; answer?: string } = {},
): Promise<Call> {
  const peer = leg === 'agent' ? site.agent : site.target
  return establish({
    inviter: site.node,
    answerer: peer,
    to: at.inside,
    invite: {
      callId,
      uri: leg === 'agent' ? 'sip:alice@10.0.1.20' : 'sip:night@ai.voicely.example',
      headers: [
        ['X-Sipin-Leg', leg],
        ['X-Sipin-Line', leg === 'agent' ? 'sales' : 'support'],
        ['X-Zendesk-Ticket-Id', '4711'],
      ],
      body: sdp(at.nodeMedia, { port: '12000' }),
      ...more,
    },
    answer: answer ?? sdp(peer.address.ip, leg === 'agent' ? { formats: '8' } : {}),
    ...(contact ? { contact } : {}),
  })
}
