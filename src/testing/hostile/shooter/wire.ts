import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { streamLink } from '../../../lab/actor/transports/tcp.js'
import type { Transport } from '../corpus.js'

/** One end from which a case is sent, and where its answers come back. */
export interface Wire {
  readonly port: number
  readonly send: (text: string) => void
  readonly close: () => void
}

export interface WireSpec {
  readonly transport: Transport
  readonly ip: string
  readonly edge: string
  readonly receive: (text: string, reply: (text: string) => void) => void
}

/** A UDP port or TCP connection of its own, so that an answer is the case's whatever stands in it. */
export function openWire(spec: WireSpec): Promise<Wire> {
  return spec.transport === 'udp' ? openUdp(spec, 0) : openTcp(spec)
}

/** A socket at a fixed port, for answers that go by the Via. */
export function openUdp({ ip, edge, receive }: WireSpec, port: number): Promise<Wire> {
  const socket = createSocket({ type: ip.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
  const send = (text: string): void => socket.send(Buffer.from(text, 'latin1'), 5060, edge, () => {})
  socket.on('message', (bytes, from) =>
    receive(bytes.toString('latin1'), text =>
      socket.send(Buffer.from(text, 'latin1'), from.port, from.address, () => {}),
    ),
  )
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, ip, () =>
      resolve({ port: socket.address().port, send, close: () => void socket.close() }),
    )
  })
}

function openTcp({ ip, edge, receive }: WireSpec): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: edge, port: 5060, localAddress: ip })
    socket.once('error', reject)
    socket.once('connect', () => {
      streamLink(socket, 'tcp', (text, link) => receive(text, link.send))
      resolve({
        port: socket.localPort ?? 0,
        send: text => void socket.write(Buffer.from(text, 'latin1')),
        close: () => void socket.destroy(),
      })
    })
  })
}
