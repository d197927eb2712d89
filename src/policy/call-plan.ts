import type { Line, OverflowTarget, Voicemail } from '../model/project.js'

/** What becomes of a call that nobody answered (product rule: voicemail while it is on, else overflow, else the end). */
export type Fallback =
  | { readonly kind: 'voicemail'; readonly voicemail: Voicemail }
  | { readonly kind: 'overflow'; readonly targets: readonly OverflowTarget[] }
  | { readonly kind: 'hangup' }

export function fallbackOf({ voicemail, overflow }: Line): Fallback {
  if (voicemail) return { kind: 'voicemail', voicemail }
  return overflow.length > 0 ? { kind: 'overflow', targets: overflow } : { kind: 'hangup' }
}
