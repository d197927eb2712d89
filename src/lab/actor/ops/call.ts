import { type PlaceCall, placeCall } from '../caller.js'
import type { Op } from './op.js'

export const call: Op<PlaceCall> = async (command, { emit, legs, transports }) => {
  const transport = transports[command.transport]
  // Whoever ends the call connects to where Contact says.
  await transport.listen(command.local)
  const link = await transport.connect(command.local, command.remote)
  const leg = placeCall(command, link, emit)
  legs.set(command.call, leg)
  legs.set(leg.callId, leg)
}
