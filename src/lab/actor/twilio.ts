import { parseAudio } from '../../sip/sdp.js'
import { hostOf, requestUriOf, type SipMessage } from '../../sip/sip-message.js'
import type { CalleeRole } from './protocol.js'
import { srtpSuites } from './srtp.js'
import type { Link } from './transports/link.js'

/**
 * What Twilio refuses (Twilio, Use SIP with Twilio Voice): a bare address in the request URI, a source that
 * is not on the list, other codecs than G.711, RTP on a secure line and SRTP on any other.
 */
export function refusalOfTalk(
  invite: SipMessage,
  link: Link,
  { sources, secureHosts }: Extract<CalleeRole, { kind: 'talk' }>,
): number | undefined {
  const host = hostOf(requestUriOf(invite))
  if (/^[0-9.]+$|:/.test(host) || !sources.includes(link.remote.ip)) return 403
  const audio = parseAudio(invite.body)
  const known = ['PCMU', 'PCMA', 'telephone-event']
  if (!audio || audio.codecs.some(codec => !known.includes(codec))) return 488
  if (!secureHosts.includes(host)) return audio.profile === 'RTP/AVP' ? undefined : 488
  // Either both or neither (Twilio, Secure Media): TLS, and SRTP with a key that has no MKI.
  if (link.transport !== 'tls') return 403
  return audio.profile === 'RTP/SAVP' && srtpSuites[audio.crypto?.suite ?? ''] ? undefined : 488
}
