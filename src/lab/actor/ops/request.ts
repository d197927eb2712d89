import type { Header } from '../../../sip/sip-message.js'
import type { Op } from './op.js'

/** Sends a request inside a call that is up: re-INVITE, UPDATE, REFER, INFO. `response` tells its end. */
export interface SendRequest {
  readonly op: 'request'
  readonly call: string
  readonly method: string
  readonly headers: readonly Header[]
  readonly body: string
}

export const request: Op<SendRequest> = ({ call, method, headers, body }, { legs }) =>
  legs.get(call)?.request(method, headers, body)
