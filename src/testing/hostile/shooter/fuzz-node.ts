import { createSocket, type Socket } from 'node:dgram'
import { composeSdp } from '../../../sip/sdp.js'
import {
  type Header,
  headerOf,
  methodOf,
  parseSipMessage,
  respond,
  type SipMessage,
  tagOf,
} from '../../../sip/sip-message.js'
import { isWithinCall } from '../fuzz/within.js'

/** In place of Asterisk: says that it is alive, takes the calls within which is fuzzed, and is busy for every other. */
export function openNode(ip: string, media: string, take: (text: string) => void): Promise<Socket> {
  /** Branches of INVITEs that were refused. */
  const refused = new Set<string>()
  const answer = (message: SipMessage, method: string, branch: string): string | undefined => {
    const reply = (status: number, phrase: string, more: readonly Header[] = [], body = ''): string =>
      respond(message, status, phrase, 'node', more, body)
    const isOurs = isWithinCall(headerOf(message, 'Call-ID') ?? '')
    const begins = tagOf(headerOf(message, 'To') ?? '') === undefined
    if (method === 'INVITE' && isOurs && begins) {
      const offer = { address: media, port: 10_000, codecs: ['PCMU', 'PCMA'], profile: 'RTP/AVP' }
      const headers = [
        ['Contact', `<${contactOf(ip)}>`],
        ['Content-Type', 'application/sdp'],
      ] as const
      return reply(200, 'OK', headers, composeSdp(offer))
    }
    if (method === 'INVITE') {
      refused.add(branch)
      return isOurs ? reply(488, 'Not Acceptable Here') : reply(486, 'Busy Here')
    }
    if (method === 'ACK') return undefined
    return isOurs ? reply(200, 'OK') : reply(481, 'No Such Call')
  }
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.on('message', (bytes, from) => {
    // Line ends in front are a keep-alive, which the edge passes on.
    const text = bytes.toString('latin1').replace(/^(\r?\n)+/, '')
    const message = parseSipMessage(text)
    const method = message && methodOf(message)
    const send = (reply: string): void =>
      socket.send(Buffer.from(reply, 'latin1'), from.port, from.address, () => {})
    if (!message || method === undefined) return take(text)
    if (method === 'OPTIONS' && !/^X-Sipin-Line:/im.test(text))
      return send(respond(message, 200, 'OK', 'node'))
    // The ACK of a refusal has the branch of its INVITE (RFC 3261 section 17.1.1.3).
    const branch = /branch=([^;\s]+)/.exec(headerOf(message, 'Via') ?? '')?.[1] ?? ''
    if (method === 'ACK' && refused.has(branch)) return
    const reply = answer(message, method, branch)
    if (reply !== undefined) send(reply)
    take(text)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(5060, ip, () => resolve(socket))
  })
}

/** Where requests within a call must go, whatever they ask for. */
export function contactOf(ip: string): string {
  return `sip:${ip}:5060`
}
