import { type Cursor, child, items, located } from '../model/cursor.js'
import type { Line, Project } from '../model/project.js'
import { type Reader, type References, resolve } from '../model/reader.js'
import { planReasons } from '../policy/call-plan.js'
import { planOf } from '../policy/plan-of.js'
import { refusals, silentReason } from '../policy/refusals.js'
import { printable } from '../printable.js'
import type { Expectation, Step } from '../schema/scenarios-types.gen.js'
import { listOf, nearest } from '../suggest.js'

/** Whoever and whatever is expected must be there: of a slip of the pen a verdict would only say that nothing was seen. */
export function checkExpectation(
  reader: Reader,
  cursor: Cursor<Expectation>,
  { agents, trunks }: Project,
): void {
  const displayed = child(cursor, 'displayed')
  const agent = child(cursor, 'agent')
  const named = [...(agent ? [agent] : []), ...items(child(cursor, 'offered'))]
  if (displayed && located(displayed).value !== 'nobody') named.push(displayed)
  for (const item of named) resolve(reader, 'agent', located(item), known(agents))
  for (const item of items(child(cursor, 'tried'))) resolve(reader, 'trunk', located(item), known(trunks))
  const reason = child(cursor, 'reason')
  if (reason) checkReason(reader, reason)
}

function checkReason(reader: Reader, cursor: Cursor<string>): void {
  const reasons: string[] = [...refusals.map(({ reason }) => reason), silentReason, ...planReasons]
  const { value, place } = located(cursor)
  if (reasons.includes(value)) return
  const guess = nearest(value, reasons)
  reader.report('unknown-value', `there is no reason \`${printable(value)}\``, place, {
    help: guess ? `write \`${guess}\`` : `write one of ${listOf(reasons)}`,
    ...(guess ? { fix: { place, text: guess } } : {}),
  })
}

/** Who never takes a call of the line is waited for in vain; but whoever hands the call on may lead anywhere. */
export function checkSteps(reader: Reader, steps: readonly Cursor<Step>[], line: Line | undefined): void {
  if (!line) return
  const kinds = new Set(Array.from(planOf(line).steps.values(), ({ kind }) => kind))
  const comes = {
    talk: kinds.has('talk'),
    agent: kinds.has('agents'),
    overflow: kinds.has('target'),
    end: true,
  }
  const possible = Object.entries(comes).flatMap(([name, may]) => (may ? [name] : []))
  for (const step of steps) {
    if (child(step, 'refer')) return
    const until = child(step, 'until')
    if (!until) continue
    const { value, place } = located(until)
    if (comes[value]) continue
    reader.report(
      'unknown-value',
      `line \`${line.id}\` never comes to \`${value}\`, so the step waits for ever`,
      place,
      { help: `write ${listOf(possible)}` },
    )
  }
}

export function known<T extends { readonly id: string }>(list: readonly T[]): References<T> {
  const members = new Map(list.map(member => [member.id, member]))
  return { members, names: new Set(members.keys()), isBroken: () => false }
}
