import { describeEnding } from '../explain/text.js'
import { formatMoment } from '../model/format-instant.js'
import type { Interval } from '../model/intervals.js'
import type { Line, Project } from '../model/project.js'
import type { Call } from '../policy/call.js'
import { decide } from '../policy/decide.js'

/** What two projects do differently with calls. */
export interface ProjectDiff {
  /** Of the edge, the nodes, Talk's addresses, the trunks. */
  readonly shared: readonly Difference[]
  /** Lines of which something differs, in the order of the new project, then those that are gone. */
  readonly lines: readonly LineDiff[]
  readonly loss: Loss
}

export interface LineDiff {
  readonly id: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly differences: readonly Difference[]
}

export interface Difference {
  /** `sources`, `hours`, `codecs` … */
  readonly aspect: string
  /** What differs, one sentence each. */
  readonly texts: readonly string[]
  /** A call that ends otherwise; undefined where no call can show it. */
  readonly witness: Witness | undefined
}

export interface Witness {
  readonly call: string
  readonly before: string
  readonly after: string
}

/** What callers lose, as shares from 0 to 1 of all that there was. */
export interface Loss {
  /** Of the addresses that may call, over all lines. */
  readonly sources: number
  /** Of the open minutes of the year, over all lines. */
  readonly open: number
}

/** A line as it was and as it is. */
export interface Pair {
  readonly old: { readonly project: Project; readonly line: Line }
  readonly now: { readonly project: Project; readonly line: Line }
  readonly year: Interval<number>
}

/** The same call put to both projects; undefined when it ends the same way. */
export function witnessOf(
  { old, now }: Pick<Pair, 'old' | 'now'>,
  call: Call,
  zone: string,
): Witness | undefined {
  const before = describeEnding(decide(old.project, call))
  const after = describeEnding(decide(now.project, call))
  if (before === after) return undefined
  const uri = `${call.uri.user === undefined ? '' : `${call.uri.user}@`}${call.uri.host}`
  return { call: `${call.source} calls ${uri} on ${formatMoment(call.at, zone)} ${zone}`, before, after }
}

export function zoneOf({ project, line }: Pair['now']): string {
  return line.hours?.timezone ?? line.override?.timezone ?? project.site.timezone
}
