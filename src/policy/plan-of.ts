import type { Line, Menu, OverflowTarget } from '../model/project.js'
import { type CallPlan, exitsOf, type PlanStep, type TargetStep } from './call-plan.js'

/** The plan of a line. A menu key that leads to a step which the line does not have (`dead-key`) is left out. */
export function planOf(line: Line): CallPlan {
  if (last?.line !== line) last = makePlan(line)
  return last
}

/** Cached for one line: callers ask about the same line repeatedly. */
let last: CallPlan | undefined

/** Whether some call of the line can come to Talk: the plan has a step for it. Asked of every line by many. */
export function callsTalk({ answer, menu }: Pick<Line, 'answer' | 'menu'>): boolean {
  return answer?.kind !== 'agents' || (menu?.keys.some(({ action }) => action.value.kind === 'talk') ?? false)
}

function makePlan(line: Line): CallPlan {
  const { answer, hours, override, menu, uri } = line
  const overflow = overflowSteps(line.overflow)
  const fallback = fallbackStart(line, overflow)
  const answering = answer?.kind === 'agents' ? 'agents' : 'talk'
  const begin = menu ? 'menu' : answering
  const timed = hours !== undefined || override !== undefined
  const all: (readonly [id: string, step: PlanStep])[] = [
    ['hours', { kind: 'hours', hours, override, open: begin, closed: fallback }],
    ...(menu ? menuSteps(menu, answering, fallback, overflow[0]?.[0] ?? 'nobody') : []),
    ['talk', { kind: 'talk', uri: uri.value, secure: line.secure.talk.value, failed: fallback }],
    ...(answer?.kind === 'agents'
      ? [['agents', { kind: 'agents', answer, unanswered: fallback }] as const]
      : []),
    ...(line.voicemail ? [['voicemail', { kind: 'voicemail', voicemail: line.voicemail }] as const] : []),
    ...overflow,
    ['nobody', { kind: 'nobody' }],
  ]
  const start = timed ? 'hours' : begin
  const named = new Map(all)
  const steps = reachable(start, menu ? withoutDeadKeys(named) : named)
  return { line, start, steps }
}

/** The first step of a call that nobody answered: voicemail while it is on, else overflow, else nobody. */
function fallbackStart({ voicemail }: Line, overflow: readonly Named[]): string {
  return voicemail ? 'voicemail' : (overflow[0]?.[0] ?? 'nobody')
}

type Named = readonly [id: string, step: PlanStep]

/** The first target whose schedule is open takes the call; when it does not answer, nobody does. */
function overflowSteps(targets: readonly OverflowTarget[]): Named[] {
  const entry = (index: number): string => {
    const target = targets[index]
    if (!target) return 'nobody'
    return target.during ? `overflow-${index + 1}` : `target-${index + 1}`
  }
  return targets.flatMap(({ to, during, ring }, index): Named[] => {
    const id = `target-${index + 1}`
    const target: TargetStep = { kind: 'target', to: to.value, ring, unanswered: 'nobody', role: 'overflow' }
    if (!during) return [[id, target]]
    return [
      [entry(index), { kind: 'during', during, open: id, closed: entry(index + 1) }],
      [id, target],
    ]
  })
}

/** Seconds that somebody behind a key may ring; an overflow target says it itself. */
const keyRing = 30

const keyNames: ReadonlyMap<string, string> = new Map([
  ['*', 'star'],
  ['#', 'hash'],
])

function menuSteps(menu: Menu, noKey: string, fallback: string, overflow: string): Named[] {
  const named = menu.keys.map(({ key, action: { value } }) => {
    if (value.kind === 'overflow') return { key, id: overflow, step: undefined }
    if (value.kind !== 'target') return { key, id: value.kind, step: undefined }
    const step: TargetStep = {
      kind: 'target',
      to: value.to,
      ring: keyRing,
      unanswered: fallback,
      role: 'key',
    }
    return { key, id: `key-${keyNames.get(key) ?? key}`, step }
  })
  const keys = new Map(named.map(({ key, id }) => [key, id]))
  return [
    ['menu', { kind: 'menu', menu, keys, noKey }],
    ...named.flatMap(({ id, step }) => (step ? [[id, step] as const] : [])),
  ]
}

/** Rules also look at lines that another rule refuses, so every way on must lead to a step. */
function withoutDeadKeys(all: ReadonlyMap<string, PlanStep>): Map<string, PlanStep> {
  return new Map(
    Array.from(all, ([id, step]): Named => {
      if (step.kind !== 'menu') return [id, step]
      return [id, { ...step, keys: new Map([...step.keys].filter(([, to]) => all.has(to))) }]
    }),
  )
}

/** Only what a call can come to, in the order of a walk from the start. */
function reachable(start: string, all: ReadonlyMap<string, PlanStep>): Map<string, PlanStep> {
  const found = new Map<string, PlanStep>()
  const visit = (id: string): void => {
    const step = all.get(id)
    if (!step || found.has(id)) return
    found.set(id, step)
    for (const { to } of exitsOf(step)) visit(to)
  }
  visit(start)
  return found
}
