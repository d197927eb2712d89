import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Endpoint, TransportName } from '../protocol.js'
import type { Link, Receive, Transport } from './link.js'

/** TCP: a connection of its own for each call that is placed. */
export function createTcp(receive: Receive): Transport {
  const listen = once((local: Endpoint) => {
    const server = createServer(socket => void streamLink(socket, 'tcp', receive))
    return listening(server, local)
  })
  return {
    listen,
    connect: (local, remote) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: remote.ip, port: remote.port, localAddress: local.ip })
        socket.once('error', reject)
        socket.once('connect', () => resolve(streamLink(socket, 'tcp', receive)))
      }),
  }
}

/** Opens each address once, however often it is asked for. */
export function once(open: (local: Endpoint) => Promise<void>): Transport['listen'] {
  const opened = new Map<string, Promise<void>>()
  return local => {
    const key = `${local.ip} ${local.port}`
    const ready = opened.get(key) ?? open(local)
    opened.set(key, ready)
    return ready
  }
}

export function listening(server: Server, { ip, port }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, ip, resolve)
  })
}

/** Cuts a stream into messages by Content-Length (RFC 3261 section 18.3). */
export function streamLink(socket: Socket, transport: TransportName, receive: Receive): Link {
  const link: Link = {
    local: { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    transport,
    send: text => socket.write(Buffer.from(text, 'latin1')),
  }
  let pending = ''
  socket.on('error', () => {})
  socket.on('data', bytes => {
    pending += bytes.toString('latin1')
    for (let message = takeMessage(pending); message; message = takeMessage(pending)) {
      pending = pending.slice(message.length)
      if (message.trim() !== '') receive(message.replace(/^\s+/, ''), link)
    }
  })
  return link
}

function takeMessage(text: string): string | undefined {
  const end = /\r?\n\r?\n/.exec(text)
  if (!end) return undefined
  const head = text.slice(0, end.index)
  const length = Number(/^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(head)?.[1] ?? 0)
  const total = end.index + end[0].length + length
  return text.length >= total ? text.slice(0, total) : undefined
}
