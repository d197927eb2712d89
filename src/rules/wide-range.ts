import type { Located } from '../diagnostic.js'
import { formatNetwork, type Network } from '../model/network.js'
import type { Rule, RuleFinding } from './rule.js'

/** Shorter prefixes cannot be meant (error) or are seldom meant (warning). */
const shortest = { 4: { error: 8, warning: 16 }, 6: { error: 16, warning: 32 } } as const

export const wideRange: Rule = {
  code: 'wide-range',
  severity: 'error',
  summary: 'a range lets in no more than one organisation',
  why: 'The source address is the only authentication: every address in the range can place calls into Talk.',
  *check({ lines, trunks }) {
    for (const { id, allow } of lines) yield* findWide(allow, `call line \`${id}\``)
    for (const { id, allow } of trunks) yield* findWide(allow, `speak as trunk \`${id}\``)
  },
}

function* findWide(allow: readonly Located<Network>[], what: string): Generator<RuleFinding> {
  for (const { value, place } of allow) {
    const limits = shortest[value.family]
    if (value.prefix >= limits.warning) continue
    const absurd = value.prefix < limits.error
    yield {
      message: `${formatNetwork(value)} lets ${sizeOf(value)} addresses ${what}`,
      place,
      help: 'write the ranges that their owner publishes, as in `203.0.113.0/28`',
      ...(absurd ? {} : { severity: 'warning' }),
    }
  }
}

function sizeOf({ first, last, family, prefix }: Network): string {
  return family === 4 ? String(last - first + 1n) : `2^${128 - prefix}`
}
