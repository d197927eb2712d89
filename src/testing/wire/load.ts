import { createSocket } from 'node:dgram'
import { callerDialog } from '../../lab/actor/dialog.js'
import {
  headerOf,
  methodOf,
  parseSipMessage,
  respond,
  type SipMessage,
  statusOf,
} from '../../sip/sip-message.js'
import { acknowledge } from './messages.js'
import type { Load, LoadedCall, LoadReport, Shots } from './protocol.js'

interface Running {
  readonly invite: SipMessage
  readonly text: string
  readonly begun: number
  took: number | null
  status: number | null
  bye: number | null
  ack: string
  /** What is resent until it is answered, and when next. */
  resend: { text: string; at: number; interval: number } | undefined
}

/** Places calls at a steady rate and reports what became of each; ends 34 s after the last INVITE at the latest. */
export function runLoad({ from, to, calls, perSecond, invite, talk }: Load): Promise<LoadReport> {
  const socket = createSocket(from.ip.includes(':') ? 'udp6' : 'udp4')
  const running = new Map<string, Running>()
  const send = (text: string): void => socket.send(Buffer.from(text, 'latin1'), to.port, to.ip)
  const start = performance.now()
  const now = (): number => performance.now() - start

  const begin = (): void => {
    const text = invite.replaceAll('%', String(running.size))
    const message = parseSipMessage(text) as SipMessage
    const call: Running = {
      invite: message,
      text,
      begun: now(),
      took: null,
      status: null,
      bye: null,
      ack: '',
      resend: { text, at: now() + 500, interval: 500 },
    }
    running.set(headerOf(message, 'Call-ID') as string, call)
    send(text)
  }

  const onResponse = (call: Running, response: SipMessage): void => {
    const status = statusOf(response) as number
    const isInvite = headerOf(response, 'CSeq')?.endsWith('INVITE') === true
    call.resend = undefined
    if (status < 200) return
    if (!isInvite) {
      call.bye ??= status
      return
    }
    if (call.status === null) {
      call.status = status
      call.took = now() - call.begun
      if (status >= 300) call.ack = acknowledge(call.invite, response)
      else {
        const link = { local: from, remote: to, transport: 'udp' as const, send }
        const dialog = callerDialog(call.invite, response, link)
        call.ack = dialog.request(
          'ACK',
          [],
          '',
          Number.parseInt(headerOf(call.invite, 'CSeq') ?? '1', 10),
        ).text
        setTimeout(() => {
          const bye = dialog.request('BYE').text
          call.resend = { text: bye, at: now() + 500, interval: 500 }
          send(bye)
        }, talk)
      }
    }
    send(call.ack)
  }

  socket.on('message', bytes => {
    const message = parseSipMessage(bytes.toString('latin1'))
    const call = message && running.get(headerOf(message, 'Call-ID') ?? '')
    if (!message || !call) return
    if (statusOf(message) !== undefined) onResponse(call, message)
    else if (methodOf(message) !== 'ACK') send(respond(message, 200, 'OK', 'load'))
  })

  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(from.port, from.ip, () => {
      const timer = setInterval(() => {
        while (running.size < calls && now() >= (running.size * 1000) / perSecond) begin()
        for (const call of running.values()) resend(call, now(), send)
        const done = [...running.values()].every(
          ({ status, bye }) => status !== null && (status >= 300 || bye !== null),
        )
        if ((running.size < calls || !done) && now() < (calls * 1000) / perSecond + 34_000) return
        clearInterval(timer)
        socket.close()
        resolve({ calls: [...running.values()].map(resultOf) })
      }, 5)
    })
  })
}

/** RFC 3261 section 17.1: twice as long each time, 4 s at the most. */
function resend({ resend: again }: Running, now: number, send: (text: string) => void): void {
  if (!again || now < again.at) return
  again.interval = Math.min(again.interval * 2, 4000)
  again.at = now + again.interval
  send(again.text)
}

function resultOf({ begun, took, status, bye }: Running): LoadedCall {
  return { begun, took, status, bye }
}

export function shoot({ from, to, perSecond, seconds, text }: Shots): Promise<number> {
  const sockets = from.map(({ ip, port }) => {
    const socket = createSocket('udp4')
    socket.on('error', () => {})
    socket.bind(port, ip)
    return socket
  })
  const start = performance.now()
  let sent = 0
  return new Promise(resolve => {
    const timer = setInterval(() => {
      const elapsed = Math.min((performance.now() - start) / 1000, seconds)
      for (; sent < elapsed * perSecond; sent++) {
        const bytes = Buffer.from(text.replaceAll('%', String(sent)), 'latin1')
        sockets[sent % sockets.length]?.send(bytes, to.port, to.ip)
      }
      if (elapsed < seconds) return
      clearInterval(timer)
      for (const socket of sockets) socket.close()
      resolve(sent)
    }, 5)
  })
}
