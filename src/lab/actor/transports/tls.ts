import { readFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { connect, createServer } from 'node:tls'
import type { Endpoint } from '../protocol.js'
import type { Receive, Transport } from './link.js'
import { listening, once, streamLink } from './tcp.js'

/** Where an actor that is called over TLS has its certificate; see certificates.ts of the lab. */
export const tlsFolder = '/run/sipin-lab/tls'

/** TLS: like TCP. The edge's certificate is the lab's own; callers do not verify it. */
export function createTls(receive: Receive): Transport {
  const listen = once((local: Endpoint) => {
    const files = {
      cert: readFileSync(`${tlsFolder}/fullchain.pem`),
      key: readFileSync(`${tlsFolder}/key.pem`),
    }
    return listening(
      createServer(files, socket => void streamLink(socket, 'tls', receive)),
      local,
    )
  })
  return {
    listen,
    connect: (local, remote) =>
      new Promise((resolve, reject) => {
        const tcp = connectTcp({ host: remote.ip, port: remote.port, localAddress: local.ip })
        const socket = connect({ socket: tcp, rejectUnauthorized: false })
        tcp.once('error', reject)
        socket.once('error', reject)
        socket.once('secureConnect', () => resolve(streamLink(socket, 'tls', receive)))
      }),
  }
}
