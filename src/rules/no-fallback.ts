import type { Rule } from './rule.js'

export const noFallback: Rule = {
  code: 'no-fallback',
  severity: 'warning',
  summary: 'a call that nobody answers goes somewhere',
  why: 'Without voicemail and overflow the caller hears a message and the call ends with 480.',
  *check({ lines }) {
    for (const { id, place, voicemail, overflow, overflowUnread } of lines) {
      if (voicemail || overflow.length > 0 || overflowUnread) continue
      yield {
        message: `line \`${id}\` has neither voicemail nor overflow`,
        place,
        help: 'add `voicemail: true`, or an `overflow` target such as the AI agent',
      }
    }
  },
}
