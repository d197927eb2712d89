import { createSocket, type Socket } from 'node:dgram'
import type { Endpoint } from '../protocol.js'
import type { Link, Receive, Transport } from './link.js'

/** UDP; all calls from and to one local port share a socket. */
export function createUdp(receive: Receive): Transport {
  const open = new Map<string, Promise<Socket>>()
  const socketAt = (local: Endpoint): Promise<Socket> => {
    const key = `${local.ip} ${local.port}`
    const socket = open.get(key) ?? bind(local, receive)
    open.set(key, socket)
    return socket
  }
  return {
    connect: async (local, remote) => link(await socketAt(local), local, remote),
    listen: async local => void (await socketAt(local)),
  }
}

function bind(local: Endpoint, receive: Receive): Promise<Socket> {
  const socket = createSocket(local.ip.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (bytes, { address, port }) => {
    receive(bytes.toString('latin1'), link(socket, local, { ip: address, port }))
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(local.port, local.ip, () => resolve(socket))
  })
}

function link(socket: Socket, local: Endpoint, remote: Endpoint): Link {
  const send = (text: string): void =>
    socket.send(Buffer.from(text, 'latin1'), remote.port, remote.ip, () => {})
  return { local, remote, transport: 'udp', send }
}
