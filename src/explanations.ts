import { type Explanation, readingProblems } from './problems.js'
import { rules } from './rules/index.js'

/** Every code a diagnostic may have, with what is known of it. */
export const explanations: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  ...Object.entries(readingProblems),
  ...rules.map(rule => [rule.code, rule] as const),
])
