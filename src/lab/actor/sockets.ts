import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, createServer, type Socket as TcpSocket } from 'node:net'
import type { Endpoint } from './protocol.js'

export type Receive = (text: string, link: Link) => void

/** A way to one peer: where messages came from, or are to go. */
export interface Link {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly transport: 'udp' | 'tcp'
  readonly send: (text: string) => void
}

export interface UdpPort {
  readonly linkTo: (remote: Endpoint) => Link
}

/** Opens a UDP port for SIP; several calls may share one. */
export function createPorts(receive: Receive) {
  const open = new Map<string, Promise<UdpPort>>()
  return {
    udp: (local: Endpoint): Promise<UdpPort> => {
      const key = `${local.ip} ${local.port}`
      const port = open.get(key) ?? openUdp(local, receive)
      open.set(key, port)
      return port
    },
    tcp: (local: Endpoint, remote: Endpoint): Promise<Link> => openTcp(local, remote, receive),
    listenTcp: (local: Endpoint): Promise<void> => listenTcp(local, receive),
  }
}

function openUdp(local: Endpoint, receive: Receive): Promise<UdpPort> {
  const socket = createSocket(local.ip.includes(':') ? 'udp6' : 'udp4')
  const port = { linkTo: (remote: Endpoint) => udpLink(socket, local, remote) }
  socket.on('message', (bytes, { address, port: from }) => {
    receive(bytes.toString('latin1'), port.linkTo({ ip: address, port: from }))
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(local.port, local.ip, () => resolve(port))
  })
}

function udpLink(socket: UdpSocket, local: Endpoint, remote: Endpoint): Link {
  const send = (text: string): void =>
    socket.send(Buffer.from(text, 'latin1'), remote.port, remote.ip, () => {})
  return { local, remote, transport: 'udp', send }
}

function openTcp(local: Endpoint, remote: Endpoint, receive: Receive): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: remote.ip, port: remote.port, localAddress: local.ip })
    socket.once('error', reject)
    socket.once('connect', () => resolve(tcpLink(socket, receive)))
  })
}

function listenTcp(local: Endpoint, receive: Receive): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => {
      tcpLink(socket, receive)
    })
    server.once('error', reject)
    server.listen(local.port, local.ip, resolve)
  })
}

/** Cuts the stream into messages by Content-Length (RFC 3261 section 18.3). */
function tcpLink(socket: TcpSocket, receive: Receive): Link {
  const link: Link = {
    local: { ip: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { ip: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    transport: 'tcp',
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
