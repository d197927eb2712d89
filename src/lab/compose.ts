import { createHash } from 'node:crypto'
import { composeHeaders } from '../policy/written-headers.js'
import { writtenCall } from '../scenarios/as-call.js'
import type { Scenario } from '../scenarios/scenario.js'
import { composeSdp, type SdpCrypto } from '../sip/sdp.js'
import type { Endpoint } from './actor/protocol.js'

/** What a run adds to a scenario to make it a call on the wire. */
export interface CallIdentity {
  readonly callId: string
  /** The number in From, by which the legs of the call are recognised. */
  readonly number: string
  readonly local: Endpoint
  readonly media: Endpoint
}

/** The INVITE of a scenario (RFC 3261 section 8.1.1), each header as a caller would write it. */
export function composeInvite({ call }: Scenario, { callId, number, local, media }: CallIdentity): string {
  const request = writtenCall({ ...call, from: local.ip }, call.caller ?? number)
  const body = call.late ? '' : composeBody(call, media)
  return [
    `INVITE ${request.uri} SIP/2.0`,
    ...composeHeaders(request, { callId, port: local.port }),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** What the caller says of its audio: in the INVITE, or in ACK when the offer is the node's. */
export function composeBody({ offer: { codecs, profile } }: Scenario['call'], media: Endpoint): string {
  return composeSdp({
    address: media.ip,
    port: media.port,
    codecs,
    profile,
    crypto: cryptoOf(profile, media),
  })
}

/** What a caller says of its key; nothing where the audio is RTP. */
export function cryptoOf(profile: string, media: Endpoint): SdpCrypto | undefined {
  if (profile !== 'RTP/SAVP') return undefined
  return { tag: '1', suite: 'AES_CM_128_HMAC_SHA1_80', key: keyOf(media) }
}

/** A key and salt of the caller's own (RFC 4568 section 6.1): 30 octets, in base64. */
export function keyOf({ ip, port }: Endpoint): string {
  return createHash('sha256').update(`${ip} ${port}`).digest().subarray(0, 30).toString('base64')
}
