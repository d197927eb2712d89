/** How a call is refused: the table that the edge, `explain` and the tests share (policy rows 1 to 12). */
export interface Refusal {
  /** Stable name; logs, counters, Warning headers and verdicts have it. */
  readonly reason: string
  readonly status: number
  readonly phrase: string
  /** RFC 3261 section 20.43: 305 incompatible media format, 302 incompatible transport, else 399. */
  readonly warning: 302 | 305 | 399
  /** Why, in words, for the Warning header. */
  readonly text: string
  /** Another header that the answer must have. */
  readonly header?: string
}

const table = [
  {
    reason: 'malformed',
    status: 400,
    phrase: 'Bad Request',
    warning: 399,
    text: 'this is not well-formed SIP or SDP',
  },
  {
    reason: 'too-many-hops',
    status: 483,
    phrase: 'Too Many Hops',
    warning: 399,
    text: 'Max-Forwards is used up',
  },
  {
    reason: 'scheme',
    status: 416,
    phrase: 'Unsupported URI Scheme',
    warning: 399,
    text: 'a sips: URI is called over TLS',
  },
  {
    reason: 'method',
    status: 405,
    phrase: 'Method Not Allowed',
    warning: 399,
    text: 'only INVITE begins a call, and a call takes the methods of Allow',
    // Of the leg: the edge's script knows it.
    header: 'Allow: $var(methods)',
  },
  {
    reason: 'extension',
    status: 420,
    phrase: 'Bad Extension',
    warning: 399,
    text: 'an extension is required that nobody here has',
  },
  {
    reason: 'no-call',
    status: 481,
    phrase: 'Call/Transaction Does Not Exist',
    warning: 399,
    text: 'there is no such call',
  },
  // RFC 3261 section 8.2.2.2.
  {
    reason: 'merged',
    status: 482,
    phrase: 'Loop Detected',
    warning: 399,
    text: 'a call with this Call-ID and From tag is up',
  },
  {
    reason: 'source',
    status: 403,
    phrase: 'Forbidden',
    warning: 399,
    text: 'this address may not call here',
  },
  {
    reason: 'no-line',
    status: 404,
    phrase: 'Not Found',
    warning: 399,
    text: 'the URI names no line',
  },
  {
    reason: 'ticket-malformed',
    status: 400,
    phrase: 'Bad Ticket',
    warning: 399,
    text: 'a ticket id is 1 to 19 digits',
  },
  {
    reason: 'ticket-duplicate',
    status: 400,
    phrase: 'Bad Ticket',
    warning: 399,
    text: 'there is more than one ticket id',
  },
  {
    reason: 'ticket-missing',
    status: 400,
    phrase: 'Ticket Required',
    warning: 399,
    text: 'this line needs a ticket id',
  },
  {
    reason: 'body',
    status: 415,
    phrase: 'Unsupported Media Type',
    warning: 399,
    text: 'the body must be SDP',
    header: 'Accept: application/sdp',
  },
  {
    reason: 'info',
    status: 415,
    phrase: 'Unsupported Media Type',
    warning: 399,
    text: 'of INFO only keys are understood',
    header: 'Accept: application/dtmf-relay, application/dtmf',
  },
  // RFC 5079.
  {
    reason: 'anonymous',
    status: 433,
    phrase: 'Anonymity Disallowed',
    warning: 399,
    text: 'this line needs the number of the caller',
  },
  {
    reason: 'codec',
    status: 488,
    phrase: 'Not Acceptable Here',
    warning: 305,
    text: 'the line takes G.711 only',
  },
  {
    reason: 'media-address',
    status: 488,
    phrase: 'Not Acceptable Here',
    warning: 399,
    text: 'audio may come only from the media ranges of the line',
  },
  {
    reason: 'media-port',
    status: 488,
    phrase: 'Not Acceptable Here',
    warning: 399,
    text: 'audio may use only the media ports of the line',
  },
  {
    reason: 'media-profile',
    status: 488,
    phrase: 'Not Acceptable Here',
    warning: 302,
    text: 'offer RTP/AVP, or on a secure leg RTP/SAVP with a=crypto',
  },
  {
    reason: 'busy',
    status: 486,
    phrase: 'Busy Here',
    warning: 399,
    text: 'the line has as many calls as it may',
  },
  {
    reason: 'rate',
    status: 503,
    phrase: 'Service Unavailable',
    warning: 399,
    text: 'too many new calls in this second',
  },
  { reason: 'no-node', status: 503, phrase: 'Service Unavailable', warning: 399, text: 'no node is alive' },
  // Not of a caller but of a node: what it asks for is neither Talk nor one of the line's targets.
  {
    reason: 'no-target',
    status: 403,
    phrase: 'Forbidden',
    warning: 399,
    text: 'no line may call this target',
  },
  // Not of a caller but of whoever answered over TLS: the answer is dropped, so that nobody has answered.
  {
    reason: 'certificate',
    status: 408,
    phrase: 'Request Timeout',
    warning: 399,
    text: 'the certificate is not of the name that was called',
  },
] as const satisfies readonly Refusal[]

/** Why the edge answers with a refusal. */
export type RefusalReason = (typeof table)[number]['reason']

/** In the order of the policy's rows. */
export const refusals: readonly (Refusal & { readonly reason: RefusalReason })[] = table

/** Dropped without an answer: requests beyond the flood limit of their source, and those of known scanners. */
export const silentReason = 'flood'

/** Why a request is refused or dropped. */
export type RejectReason = RefusalReason | typeof silentReason

const byReason = new Map<string, Refusal>(refusals.map(refusal => [refusal.reason, refusal]))

/** undefined: dropped without an answer. */
export function refusalOf(reason: RejectReason): Refusal | undefined {
  return byReason.get(reason)
}

export function isRejectReason(text: string): text is RejectReason {
  return text === silentReason || byReason.has(text)
}

/** User-Agents of programs that look for open servers; a regular expression in the syntax that all engines share. */
export const scanners = 'friendly-scanner|sipvicious|sipcli|vaxsip|pplsip|sip-scan|sundayddr|iwar|sipsak'

/**
 * Extensions that may be required: those that the site supports (RFC 3262, RFC 4028, RFC 7433), and those that need no support
 * here.
 */
export const extensions =
  '100rel|timer|uui|replaces|norefersub|nosub|privacy|sec-agree|gruu|outbound|path|tdialog'
