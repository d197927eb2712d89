import type { PlanStep } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import type { Line as LineShape } from '../schema/project-types.gen.js'
import type { Rule } from './rule.js'

export const idleKey: Rule = {
  code: 'idle-key',
  severity: 'warning',
  summary: 'every key of a line changes some call',
  why: 'No call of the line comes to a step that looks at the key. Under `defaults` it is right: it may stand there for other lines.',
  wholeProject: true,
  *check({ lines }) {
    for (const line of lines) {
      const steps = new Set([...planOf(line).steps.values()].map(({ kind }) => kind))
      for (const [kind, { keys, lacking, help }] of entries) {
        if (steps.has(kind)) continue
        for (const key of keys) {
          const place = line.own.get(key)
          if (!place) continue
          yield {
            message: `\`${key}\` of line \`${line.id}\` does nothing: ${lacking}`,
            place,
            help: `remove it, or ${help}`,
          }
        }
      }
    }
  },
}

interface StepKeys {
  /** Nothing but this step looks at them. */
  readonly keys: readonly (keyof LineShape & string)[]
  readonly lacking: string
  readonly help: string
}

/** Steps with keys of their own that a line may have without the step; unreachable-overflow speaks of `overflow`. */
const keysOf = {
  agents: {
    keys: ['greeting', 'music', 'offer_time', 'max_wait', 'max_queue'],
    lacking: 'only agents make use of it, and the line has none',
    help: 'name the agents who answer, as in `agents: [alice]`',
  },
} satisfies Partial<Record<PlanStep['kind'], StepKeys>>

const entries = Object.entries(keysOf) as readonly (readonly [PlanStep['kind'], StepKeys])[]
