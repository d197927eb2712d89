import {
  type Header,
  headerOf,
  methodOf,
  parseSipMessage,
  respond,
  uriOf,
  userOf,
} from '../../../sip/sip-message.js'
import type { Parts } from '../corpus.js'
import type { Play } from '../observation.js'
import { openUdp } from './wire.js'

/** How each call is answered, by the number of its caller. */
const answers = new Map<string, Parts>()
let open: Promise<unknown> | undefined

/** Stands in for Talk: answers every leg as its case says. */
export async function answerAsTalk({ cases, world }: Play): Promise<void> {
  answers.clear()
  for (const { index, item } of cases) if (item.talk) answers.set(numberOf(index), item.talk)
  open ??= openUdp(
    {
      transport: 'udp',
      ip: world.talk,
      edge: world.edge[4],
      receive: (text, reply) => answer(text, reply, world.talk),
    },
    5060,
  )
  await open
}

/** The number from which a case calls. */
export function numberOf(index: number): string {
  return `+3319${String(index).padStart(5, '0')}`
}

/** Calls that ring, by Call-ID. */
const ringing = new Map<string, (status: number) => void>()

function answer(text: string, reply: (text: string) => void, ip: string): void {
  const message = parseSipMessage(text)
  const method = message && methodOf(message)
  if (!message || method === undefined || method === 'ACK') return
  const call = headerOf(message, 'Call-ID') ?? ''
  if (method !== 'INVITE') {
    reply(respond(message, 200, 'OK', 'talk'))
    if (method === 'CANCEL') ringing.get(call)?.(487)
    return
  }
  const told = answers.get(userOf(uriOf(headerOf(message, 'From') ?? '')) ?? '')
  const { status = '480', address = '', port = '', type = '' } = told ?? {}
  ringing.set(call, final => reply(respond(message, final, 'Request Terminated', 'talk')))
  const contact = status === '302' ? '<sip:evil@192.0.2.66>' : `<sip:talk@${ip}:5060>`
  const headers: Header[] = [['Contact', contact]]
  const several = told?.['body'] === 'several parts'
  if (address !== '')
    headers.push(['Content-Type', several ? 'multipart/mixed;boundary=x' : 'application/sdp'])
  const sdp = address === '' ? '' : composeAnswer(address, port, type)
  const body = several ? `--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n${partOf(sdp)}--x--\r\n` : sdp
  const response = respond(message, Number(status), 'As Told', 'talk', headers, body)
  reply(told?.['length'] === 'none' ? response.replace(/^Content-Length: \d+\r\n/m, '') : response)
}

function partOf(sdp: string): string {
  return `--x\r\nContent-Type: application/sdp\r\n\r\n${sdp}`
}

function composeAnswer(address: string, port: string, type: string): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${type}`,
    '',
  ].join('\r\n')
}
