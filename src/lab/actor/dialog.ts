import {
  formatSipMessage,
  type Header,
  headerOf,
  headersOf,
  type SipMessage,
  uriOf,
} from '../../sip/sip-message.js'
import { hostPort, type Link } from './transports/link.js'

/** One side of a dialog (RFC 3261 section 12): enough to send requests in it. */
export interface Dialog {
  readonly request: (
    method: string,
    more?: readonly Header[],
    body?: string,
    cseq?: number,
  ) => { readonly text: string; readonly message: SipMessage }
}

/** The dialog of a caller, from its INVITE and the response that made the dialog. */
export function callerDialog(invite: SipMessage, response: SipMessage, link: Link): Dialog {
  return dialog({
    link,
    local: headerOf(invite, 'From') ?? '',
    remote: headerOf(response, 'To') ?? '',
    callId: headerOf(invite, 'Call-ID') ?? '',
    target: uriOf(headerOf(response, 'Contact') ?? ''),
    routes: headersOf(response, 'Record-Route').flatMap(splitRoutes).reverse(),
    firstCSeq: Number.parseInt(headerOf(invite, 'CSeq') ?? '1', 10),
  })
}

/** The dialog of a callee, from the INVITE and the tag it answered with. */
export function calleeDialog(invite: SipMessage, toTag: string, link: Link): Dialog {
  return dialog({
    link,
    local: `${headerOf(invite, 'To') ?? ''};tag=${toTag}`,
    remote: headerOf(invite, 'From') ?? '',
    callId: headerOf(invite, 'Call-ID') ?? '',
    target: uriOf(headerOf(invite, 'Contact') ?? ''),
    routes: headersOf(invite, 'Record-Route').flatMap(splitRoutes),
    firstCSeq: 0,
  })
}

/** The ACK of a refusal: the same branch, and the To of the response (RFC 3261 section 17.1.1.3). */
export function acknowledgeRefusal(invite: SipMessage, response: SipMessage): string {
  return derived(invite, 'ACK', headerOf(response, 'To') ?? '')
}

/** RFC 3261 section 9.1. */
export function cancelOf(invite: SipMessage): string {
  return derived(invite, 'CANCEL', headerOf(invite, 'To') ?? '')
}

function derived(invite: SipMessage, method: string, to: string): string {
  const kept = (name: string) => [name, headerOf(invite, name) ?? ''] as const
  return formatSipMessage({
    start: `${method} ${invite.start.split(' ')[1]} SIP/2.0`,
    headers: [
      kept('Via'),
      ...headersOf(invite, 'Route').map(route => ['Route', route] as const),
      ['Max-Forwards', '70'],
      kept('From'),
      ['To', to],
      kept('Call-ID'),
      ['CSeq', `${Number.parseInt(headerOf(invite, 'CSeq') ?? '1', 10)} ${method}`],
    ],
    body: '',
  })
}

interface DialogState {
  readonly link: Link
  readonly local: string
  readonly remote: string
  readonly callId: string
  readonly target: string
  readonly routes: readonly string[]
  readonly firstCSeq: number
}

function dialog({ link, local, remote, callId, target, routes, firstCSeq }: DialogState): Dialog {
  let last = firstCSeq
  return {
    request: (method, more = [], body = '', cseq = ++last) => {
      const via = `SIP/2.0/${link.transport.toUpperCase()} ${hostPort(link.local)};branch=${nextBranch()}`
      const message: SipMessage = {
        start: `${method} ${target} SIP/2.0`,
        headers: [
          ['Via', via],
          ...routes.map(route => ['Route', route] as const),
          // A scenario may write its own.
          ...(more.some(([name]) => name.toLowerCase() === 'max-forwards')
            ? []
            : [['Max-Forwards', '70'] as const]),
          ['From', local],
          ['To', remote],
          ['Call-ID', callId],
          ['CSeq', `${cseq} ${method}`],
          ...more,
        ],
        body,
      }
      return { message, text: formatSipMessage(message) }
    },
  }
}

let branches = 0

/** A branch no other request of this actor has. */
function nextBranch(): string {
  return `z9hG4bKactor${process.pid}x${++branches}`
}

function splitRoutes(value: string): string[] {
  return value.split(/,\s*(?=<)/)
}
