import type { CalleeRole, Endpoint } from '../protocol.js'
import type { Op } from './op.js'

/** Opens the sockets of a callee. */
export interface Listen {
  readonly op: 'listen'
  readonly role: CalleeRole
  readonly addresses: readonly Endpoint[]
  /** Taken over TLS only. */
  readonly tlsAddresses: readonly Endpoint[]
  /** Where audio comes from; null: the address that was called. */
  readonly mediaAddress: string | null
  readonly tone: number
}

export const listen: Op<Listen> = async (command, { callees, emit, transports }) => {
  callees.listen(command)
  for (const address of command.addresses) {
    await transports.udp.listen(address)
    await transports.tcp.listen(address)
  }
  for (const address of command.tlsAddresses) await transports.tls.listen(address)
  emit({ event: 'ready' })
}
