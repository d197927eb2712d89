import type { Endpoint, TransportName } from '../protocol.js'

/** A way to one peer: where messages came from, or are to go. Messages are latin1 text. */
export interface Link {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly transport: TransportName
  readonly send: (text: string) => void
}

export type Receive = (text: string, link: Link) => void

export interface Transport {
  /** A way from a local address to a peer. */
  readonly connect: (local: Endpoint, remote: Endpoint) => Promise<Link>
  /** Takes messages at a local address. */
  readonly listen: (local: Endpoint) => Promise<void>
}

/** `ip:port`, with brackets where SIP wants them. */
export function hostPort({ ip, port }: Endpoint): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`
}
