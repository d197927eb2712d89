import { formatDestination } from '../model/destination.js'
import type { Rule } from './rule.js'

export const unreachableOverflow: Rule = {
  code: 'unreachable-overflow',
  severity: 'warning',
  summary: 'a line has voicemail or overflow, not both',
  why: 'A call that nobody answers goes to voicemail while it is on, as in Talk; overflow only takes what voicemail cannot.',
  *check({ lines }) {
    for (const { id, voicemail, overflow } of lines) {
      const [target] = overflow
      if (!voicemail || !target) continue
      yield {
        message: `no call of line \`${id}\` ever reaches \`${formatDestination(target.to.value)}\`: its voicemail takes them all`,
        place: target.to.place,
        related: [{ place: voicemail.place, text: 'voicemail is on here' }],
        help: 'write `voicemail: false`, or remove the overflow',
      }
    }
  },
}
