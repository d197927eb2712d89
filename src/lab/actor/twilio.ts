import { parseAudio } from '../sdp.js'
import { hostOf, requestUriOf, type SipMessage } from '../sip-message.js'
import type { CalleeRole } from './protocol.js'
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
  return audio.profile === (secureHosts.includes(host) ? 'RTP/SAVP' : 'RTP/AVP') ? undefined : 488
}
