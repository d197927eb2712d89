import type { Project } from '../model/project.js'
import { type Call, type Decision, quietWorld } from './call.js'
import { decide } from './decide.js'
import { readRequest, type SipRequest } from './message.js'

/** A request as it came over the network. */
export interface Arrival {
  /** One character for each byte (latin1). */
  readonly text: string
  readonly source: string
  readonly transport: Call['transport']
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** Whether a request begins something: what belongs to a dialog or a transaction is not for the rows to judge. */
export function beginsSomething({ method, inDialog }: SipRequest): boolean {
  return !inDialog && method !== 'ACK' && method !== 'CANCEL'
}

/** What the policy makes of a request that begins something, from its bytes. */
export function judgeMessage(
  project: Project,
  { text, source, transport, at }: Arrival,
): { readonly request: SipRequest; readonly decision: Decision } {
  const request = readRequest(text, transport)
  return { request, decision: decide(project, { ...request, source, transport, at, world: quietWorld }) }
}
