import type { Line, MediaGroup, Project } from '../model/project.js'
import type { Offer } from './call.js'
import { type Target, targetMedia } from './legs.js'
import { mediaFault, mediaReason } from './media.js'
import { chooseAudio } from './offer.js'
import { fitsProfile, type Profile } from './profiles.js'
import type { RefusalReason } from './refusals.js'

/** What rows 8 to 10 ask of the SDP that somebody who was called sends. */
export interface LegRules {
  readonly codecs: Line['codecs']
  readonly media: readonly MediaGroup[]
  /** SRTP, and nothing else. */
  readonly secure: boolean
}

export function talkRules({ codecs, secure }: Line, { talk }: Pick<Project, 'talk'>): LegRules {
  return { codecs, media: [talk.media], secure: secure.talk.value }
}

export function targetRules(target: Target, line: Line): LegRules {
  return { codecs: line.codecs, media: targetMedia(target, line), secure: target.secure }
}

/**
 * Why the edge does not pass on the SDP of an answer, or of an offer on a leg that a node began; undefined: it does. A node
 * that gets a 200 without the answer ends the leg.
 */
export function judgeAnswer(answer: Offer, { codecs, media, secure }: LegRules): RefusalReason | undefined {
  const profiles: readonly Profile[] = [secure ? 'RTP/SAVP' : 'RTP/AVP']
  const chosen = chooseAudio(answer, codecs, profiles)
  if (!chosen.codecs.some(codec => codecs.some(name => name === codec))) return 'codec'
  const fault = mediaFault(answer, media, true)
  if (fault) return mediaReason(fault)
  return fitsProfile(chosen, profiles) ? undefined : 'media-profile'
}
