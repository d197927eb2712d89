import { placeCall } from '../caller.js'
import type { Endpoint, MediaEnd, TransportName } from '../protocol.js'
import type { Op } from './op.js'

/** Sends an INVITE and sees the call through to its end. */
export interface PlaceCall {
  readonly op: 'call'
  readonly call: string
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly transport: TransportName
  /** The whole INVITE; its Call-ID, tags and branch are the host's to choose. */
  readonly invite: string
  /** SDP of the ACK when the INVITE has none; else empty. */
  readonly answer: string
  /** Where the caller's audio comes from; null for a call without audio. */
  readonly media: MediaEnd | null
}

export const call: Op<PlaceCall> = async (command, { emit, legs, transports }) => {
  const transport = transports[command.transport]
  // Whoever ends the call connects to where Contact says.
  await transport.listen(command.local)
  const link = await transport.connect(command.local, command.remote)
  const leg = placeCall(command, link, emit)
  legs.set(command.call, leg)
  legs.set(leg.callId, leg)
}
