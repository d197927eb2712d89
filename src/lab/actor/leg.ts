import type { Header, SipMessage } from '../../sip/sip-message.js'
import type { Link } from './transports/link.js'

/** One leg of a call that runs through this actor, whichever side placed it. */
export interface Leg {
  readonly callId: string
  readonly receive: (message: SipMessage, link: Link) => void
  /** BYE, or what ends a call that is not answered yet. */
  readonly hangUp: () => void
  /** Sends a request inside the call; nothing is sent while it is not up. */
  readonly request: (method: string, headers: readonly Header[], body: string) => void
  readonly press: (keys: string) => void
}
