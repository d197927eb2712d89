import { until } from '../../lab/container.js'
import { formatSipMessage, type Header, headerOf, statusOf } from '../../sip/sip-message.js'
import { reply } from '../wire/exchange.js'
import { contactOf, read, sdp } from '../wire/messages.js'
import { patienceSeconds, type Received } from '../wire/wire.js'
import { type Audio, openAudio } from './audio.js'
import { type NodeUnderTest, nodeAt } from './node.js'

/** A call between the node and somebody else, who speaks through the edge. */
export interface Dialog {
  readonly callId: string
  /** Sends a request inside the call; ACK is for the INVITE. */
  readonly send: (
    method: string,
    more?: { readonly headers?: readonly Header[]; readonly body?: string },
  ) => Promise<void>
  readonly audio: Audio
}

export interface Caller extends Dialog {
  readonly number: string
  /** Takes the final answer to INVITE; a 200 is acknowledged, and the audio of the answer is where this one's goes. */
  readonly answered: (wait?: number) => Promise<Received>
  /** Gives up before an answer. */
  readonly cancel: () => Promise<void>
  /** Ends the call, and sees it answered. */
  readonly hangUp: () => Promise<void>
}

/** Somebody whom the node calls. */
export interface Callee extends Dialog {
  readonly invite: Received
  /** Takes the call. */
  readonly answer: (body?: string) => Promise<void>
  readonly refuse: (status: number, headers?: readonly Header[]) => Promise<void>
  readonly ring: () => Promise<void>
}

export interface CallSpec {
  readonly ticket?: string
  readonly caller?: string
  readonly callId?: string
  readonly headers?: readonly Header[]
  readonly formats?: string
  readonly from?: { readonly ip: string; readonly port: number }
}

let calls = 0

let ports = 40_000

/** INVITE as the edge passes it on: what reaches the dialplan is in four places. */
export async function placeCall(node: NodeUnderTest, line: string, spec: CallSpec = {}): Promise<Caller> {
  calls++
  const { caller = `+3319900${1000 + calls}`, ticket } = spec
  const callId = spec.callId ?? `call-${calls}-${line}`
  const audio = await openAudio(node.wire, { ip: nodeAt.caller, port: nextPort() })
  const uri = `sip:${line}@${nodeAt.node.ip}:${nodeAt.node.port}`
  const text = formatSipMessage({
    start: `INVITE ${uri} SIP/2.0`,
    headers: [
      ['Via', `SIP/2.0/UDP ${nodeAt.edge.ip}:5060;branch=z9hG4bK-${calls}-${line}`],
      ['Max-Forwards', '68'],
      ['From', `<sip:nobody@${nodeAt.caller}>;tag=f${calls}`],
      ['To', `<sip:${line}@sip.acme.example>`],
      ['Call-ID', callId],
      ['CSeq', '1 INVITE'],
      ['Contact', contactOf(nodeAt.edge, 'udp', 'caller@')],
      ['X-Sipin-Caller', caller],
      ['X-Sipin-Source', nodeAt.caller],
      ...(ticket === undefined ? [] : ([['X-Zendesk-Ticket-Id', ticket]] as const)),
      ...(spec.headers ?? []),
      ['Content-Type', 'application/sdp'],
    ],
    body: sdp(nodeAt.caller, {
      port: String(audio.port),
      formats: spec.formats ?? (line === 'team' ? '8 101' : '0 8 101'),
    }),
  })
  await node.edge.send(text, nodeAt.node)
  const dialog = { callId, from: value(read(text), 'From'), to: value(read(text), 'To'), target: uri }
  const mine = (method: string) => (received: Received) =>
    headerOf(received.message, 'Call-ID') === callId &&
    (statusOf(received.message) ?? 0) >= 200 &&
    headerOf(received.message, 'CSeq')?.endsWith(method) === true
  const send = senderOf(node, dialog, 1)
  return {
    ...{ callId, audio, send, number: caller },
    answered: async wait => {
      const received = await node.edge.take(`the answer to ${callId}`, mine('INVITE'), wait)
      dialog.to = value(received.message, 'To')
      dialog.target = contactIn(received) || uri
      audio.connect(received.message.body)
      await send('ACK')
      return received
    },
    cancel: () =>
      node.edge.send(
        text
          .replace(/^INVITE/, 'CANCEL')
          .replace('1 INVITE', '1 CANCEL')
          .replace(/Contact:[\s\S]*/, 'Content-Length: 0\r\n\r\n'),
        nodeAt.node,
      ),
    hangUp: async () => {
      await send('BYE')
      await node.edge.take(`the answer to BYE of ${callId}`, mine('BYE'))
    },
  }
}

/** The next call that the node makes. `to`: what the request URI begins with. */
export async function nextLeg(node: NodeUnderTest, to = 'sip:', wait?: number): Promise<Callee> {
  const invite = await node.edge.take(
    `INVITE to ${to}`,
    ({ message }) => message.start.startsWith(`INVITE ${to}`) && !/;tag=/.test(headerOf(message, 'To') ?? ''),
    wait,
  )
  const { message } = invite
  const audio = await openAudio(node.wire, { ip: nodeAt.far, port: nextPort() })
  const callId = value(message, 'Call-ID')
  const tag = `;tag=tag-${nodeAt.edge.port}`
  const dialog = {
    callId,
    from: value(message, 'To') + tag,
    to: value(message, 'From'),
    target: contactIn(invite),
  }
  audio.connect(message.body)
  return {
    ...{ callId, invite, audio, send: senderOf(node, dialog, 0) },
    ring: () => reply(node.edge, invite, 180),
    answer: async body => {
      const format = /RTP\/S?AVP (\d+)/.exec(message.body)?.[1] ?? '0'
      await reply(
        node.edge,
        invite,
        200,
        body ?? sdp(nodeAt.far, { port: String(audio.port), formats: `${format} 101` }),
      )
      await node.edge.take(`ACK of ${callId}`, own(callId, 'ACK'))
    },
    refuse: async (status, headers = []) => {
      await reply(node.edge, invite, status, '', headers)
      await node.edge.take(`ACK of ${callId}`, own(callId, 'ACK'))
    },
  }
}

/** A request of the node inside a call, or CANCEL; it is answered with 200. */
export async function taken(
  node: NodeUnderTest,
  { callId }: Dialog,
  method: string,
  wait?: number,
): Promise<Received> {
  const received = await node.edge.take(`${method} of ${callId}`, own(callId, method), wait)
  await reply(node.edge, received, 200)
  return received
}

function own(callId: string, method: string): (received: Received) => boolean {
  return ({ message }) => message.start.startsWith(`${method} `) && headerOf(message, 'Call-ID') === callId
}

/** Waits until the caller is where messages are recorded. */
export async function atVoicemail({ console }: NodeUnderTest, { callId, number }: Caller): Promise<void> {
  const channel = new RegExp(`^PJSIP/edge-.*!Up!VoiceMail!.*${number.replace('+', '\\+')}!`, 'm')
  await until(`voicemail of ${callId}`, Math.max(5, patienceSeconds()), async () =>
    channel.test(await console('core show channels concise')),
  )
}

/** What the node has asked of anybody and nobody took: the first lines. An answer may come twice. */
export function untaken(node: NodeUnderTest): string[] {
  return node.edge.inbox.map(({ message }) => message.start).filter(start => !start.startsWith('SIP/2.0 '))
}

interface Ends {
  readonly callId: string
  readonly from: string
  to: string
  target: string
}

function senderOf(node: NodeUnderTest, ends: Ends, last: number): Dialog['send'] {
  let cseq = last
  return (method, { headers = [], body = '' } = {}) => {
    if (method !== 'ACK') cseq++
    return node.edge.send(
      formatSipMessage({
        start: `${method} ${ends.target} SIP/2.0`,
        headers: [
          ['Via', `SIP/2.0/UDP ${nodeAt.edge.ip}:5060;branch=z9hG4bK-${ends.callId}-${cseq}${method}`],
          ['Max-Forwards', '68'],
          ['From', ends.from],
          ['To', ends.to],
          ['Call-ID', ends.callId],
          ['CSeq', `${cseq} ${method}`],
          ['Contact', contactOf(nodeAt.edge, 'udp')],
          ...headers,
          ...(body === '' ? [] : [['Content-Type', 'application/sdp'] as const]),
        ],
        body,
      }),
      nodeAt.node,
    )
  }
}

function contactIn({ message }: Received): string {
  return /<([^>]*)>/.exec(headerOf(message, 'Contact') ?? '')?.[1] ?? ''
}

function value(message: Received['message'], name: string): string {
  return headerOf(message, name) ?? ''
}

/** Even, as ports of RTP are. */
function nextPort(): number {
  ports += 2
  return ports
}
