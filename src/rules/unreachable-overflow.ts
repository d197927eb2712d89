import { formatDestination } from '../model/destination.js'
import type { Line } from '../model/project.js'
import { planOf } from '../policy/plan-of.js'
import { waysThrough } from '../policy/reach.js'
import type { ComingYear, LineRule, RuleFinding } from './rule.js'

export const unreachableOverflow: LineRule = {
  code: 'unreachable-overflow',
  severity: 'warning',
  summary: 'some call reaches every overflow target',
  why: 'A call that nobody answers goes to voicemail while it is on, as in Talk, and else to the first target whose `during` is open; a target that comes after those never has one.',
  checkLine: (line, _, year) => unreachableTargets(line, year),
}

function* unreachableTargets(line: Line, year: ComingYear): Iterable<RuleFinding> {
  const { id, overflow, voicemail } = line
  // Every plan leads to the first target, unless voicemail stands before it.
  if (overflow.length === 0 || (overflow.length === 1 && !voicemail)) return
  const { steps } = planOf(line)
  const ways = year && overflow.length > 1 ? waysThrough(line, year) : undefined
  for (const [index, { to, during }] of overflow.entries()) {
    const step = `target-${index + 1}`
    const target = formatDestination(to.value)
    if (steps.has(step)) {
      if (!ways || ways.has(step) || !during) continue
      yield {
        message: `no call of line \`${id}\` reaches \`${target}\` in the coming year: whenever \`${during.id}\` is open, a target before it takes the call`,
        place: to.place,
        help: 'put it before the others, or remove it',
      }
    } else if (voicemail && !steps.has('target-1')) {
      yield {
        message: `no call of line \`${id}\` ever reaches \`${target}\`: its voicemail takes them all`,
        place: to.place,
        related: [{ place: voicemail.place, text: 'voicemail is on here' }],
        help: 'write `voicemail: false`, or remove the overflow',
      }
      return
    } else {
      const before = overflow.slice(0, index).find(other => !other.during)
      yield {
        message: `no call of line \`${id}\` ever reaches \`${target}\`: a target before it takes them all`,
        place: to.place,
        related: before ? [{ place: before.to.place, text: 'this one has no `during`' }] : [],
        help: 'put it before that one, or remove it',
      }
    }
  }
}
