import type { Listen } from '../callee.js'
import type { Op } from './op.js'

export const listen: Op<Listen> = async (command, { callees, emit, transports }) => {
  callees.listen(command)
  for (const address of command.addresses) {
    await transports.udp.listen(address)
    await transports.tcp.listen(address)
  }
  for (const address of command.tlsAddresses) await transports.tls.listen(address)
  emit({ event: 'ready' })
}
