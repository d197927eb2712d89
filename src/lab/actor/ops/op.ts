import type { Callees } from '../callee.js'
import type { Leg } from '../leg.js'
import type { ActorEvent, TransportName } from '../protocol.js'
import type { Link, Transport } from '../transports/link.js'

/** One thing that the host can have an actor do. */
export type Op<C extends { readonly op: string }> = (command: C, actor: Actor) => void | Promise<void>

/** What an op has at hand. */
export interface Actor {
  readonly emit: (event: ActorEvent) => void
  readonly transports: Readonly<Record<TransportName, Transport>>
  readonly callees: Callees
  /** Every leg that runs through this actor, by the host's name for the call and by Call-ID. */
  readonly legs: Map<string, Leg>
  /** Who takes messages that belong to no leg; the first that says yes has taken it. */
  readonly listeners: Set<(text: string, link: Link) => boolean>
}
