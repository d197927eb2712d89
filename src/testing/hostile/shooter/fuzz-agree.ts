import { type Answer, seenAnswer } from '../fuzz/agree.js'
import type { Sent } from './fuzz-recent.js'

export interface Disagreement {
  readonly sent: Sent
  readonly faults: readonly string[]
}

/** Of one message there is one, but where a mutation changed it. */
function tokensIn(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/f\d{7}z/g) ?? [])]
}

/** Holds the answers to first messages against the policy; a message is known by its token, wherever it stands in the answer. */
export function createAgreement() {
  const wanted = new Map<string, { readonly sent: Sent; readonly answer: Answer }>()
  const seen = new Map<string, Set<Answer>>()
  return {
    add: (sent: Sent, text: string): void => {
      const [call, ...others] = tokensIn(text)
      // Where the first Via names neither the port that it came from nor `rport`, the answer goes elsewhere.
      const comesBack = /(:5070|;rport)/i.test(/^(?:via|v)[ \t]*:.*$/im.exec(text)?.[0] ?? '')
      if (sent.answer !== undefined && call !== undefined && others.length === 0 && comesBack)
        wanted.set(call, { sent, answer: sent.answer })
    },
    hear: (response: string): void => {
      const answer = seenAnswer(response)
      const [call, ...others] = tokensIn(response)
      if (answer === undefined || call === undefined || others.length > 0) return
      seen.set(call, (seen.get(call) ?? new Set()).add(answer))
    },
    /** All that was answered otherwise; what is added later begins anew. */
    settle: (): Disagreement[] => {
      const found = [...wanted].flatMap(([call, { sent, answer }]) => {
        const heard = [...(seen.get(call) ?? ['silence'])].join(' and ')
        return heard === answer
          ? []
          : [{ sent, faults: [`the edge answers ${heard}, and the policy says ${answer}`] }]
      })
      wanted.clear()
      seen.clear()
      return found
    },
  }
}
