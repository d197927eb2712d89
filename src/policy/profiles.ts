import type { Place } from '../diagnostic.js'
import type { Line } from '../model/project.js'
import { printable } from '../printable.js'
import type { Call, Offer } from './call.js'

export type Profile = 'RTP/AVP' | 'RTP/SAVP'

/** Profiles that a caller of a line may offer (policy row 10). SDES keys sent in the clear protect nothing, so SRTP needs TLS. */
export function callerProfiles({ secure }: Line, transport: Call['transport']): readonly Profile[] {
  const srtp: readonly Profile[] = transport === 'tls' ? ['RTP/SAVP'] : []
  if (secure.callers.value === 'either') return ['RTP/AVP', ...srtp]
  return secure.callers.value ? srtp : ['RTP/AVP']
}

/** SRTP has a key that a node can use. */
export function fitsProfile(
  { profile, keyed = true }: Pick<Offer, 'profile' | 'keyed'>,
  wanted: readonly Profile[],
): boolean {
  return wanted.some(one => one === profile) && (profile !== 'RTP/SAVP' || keyed)
}

/** What row 10 says; without a reason the offer passes. */
interface ProfileJudgement {
  readonly text: string
  readonly place?: Place | undefined
  readonly reason?: 'media-profile'
}

/** Row 10. */
export function judgeProfile(
  { transport }: Call,
  line: Line | undefined,
  offer: Offer | undefined,
): ProfileJudgement | undefined {
  if (!line) return undefined
  const wanted = callerProfiles(line, transport)
  const isSecure = line.secure.callers.value !== false
  const place = isSecure ? line.secure.callers.place : undefined
  if (!offer && wanted.length === 0)
    return { text: 'the line takes RTP/SAVP over TLS, and nothing else', place, reason: 'media-profile' }
  if (!offer) return undefined
  if (fitsProfile(offer, wanted))
    return isSecure ? { text: `the offer is ${offer.profile}, which the line takes`, place } : undefined
  const key = offer.profile === 'RTP/SAVP' && offer.keyed === false ? ' without a key of SDES' : ''
  const takes = wanted.join(' or ') || 'RTP/SAVP over TLS'
  return {
    text: `the offer is ${printable(offer.profile)}${key} over ${transport.toUpperCase()}, the line takes ${takes}`,
    place,
    reason: 'media-profile',
  }
}
