import type { Project } from '../model/project.js'
import { type Call, type Decision, quietWorld } from './call.js'
import { decide } from './decide.js'
import { forNodeOf, type NodeInvite } from './for-node.js'
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

/** What the policy makes of a request that begins something. */
export interface JudgedMessage {
  readonly request: SipRequest
  readonly decision: Decision
  /** What a node must get of it; undefined: no node gets it. */
  readonly forNode: NodeInvite | undefined
}

export function judgeMessage(project: Project, { text, source, transport, at }: Arrival): JudgedMessage {
  const request = readRequest(text, transport)
  const call: Call = { ...request, source, transport, at, world: quietWorld }
  const decision = decide(project, call)
  return { request, decision, forNode: forNodeOf(project, call, decision) }
}
