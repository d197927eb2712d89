import type { TransportName } from '../protocol.js'
import type { Receive, Transport } from './link.js'
import { createTcp } from './tcp.js'
import { createTls } from './tls.js'
import { createUdp } from './udp.js'

/** Every way in which SIP travels in the lab. */
export function createTransports(receive: Receive): Readonly<Record<TransportName, Transport>> {
  return { udp: createUdp(receive), tcp: createTcp(receive), tls: createTls(receive) }
}
