import type { Line, Project } from '../model/project.js'
import type { Call } from '../policy/call.js'
import { menuPatience, menuTurns, type PlanStep, talkRing } from '../policy/call-plan.js'
import { decide } from '../policy/decide.js'
import { indexLines } from '../policy/line-index.js'
import { planOf } from '../policy/plan-of.js'
import { answerOf } from '../scenarios/as-call.js'
import { judgeByModel, scenarioInModel } from '../scenarios/model-verdict.js'
import type { Scenario } from '../scenarios/scenario.js'
import { dialNumber } from '../scenarios/trunks.js'

/** Seconds of a sound that the caller hears to its end: longer greetings are rare, and a call that goes on ends the wait. */
const longestSound = 30

/** Seconds within which the edge answers in the place of a callee that sends nothing. */
const silence = 5

/** Seconds that signalling, audio and records need on a busy machine. */
const signalling = 20

/**
 * The most seconds that a call may take until it comes to its end: what signalling needs, and each sound, ringing and
 * wait on the way that the model has it take. A wait ends as soon as the end is seen, so a good call costs none of it.
 */
export function patience(scenario: Scenario, project: Project): number {
  const call = scenarioInModel(project, scenario)
  const first = decide(project, call)
  if (first.outcome === 'rejected') return 8
  const { decision: last } = judgeByModel(project, scenario)
  const ways = [
    { line: indexLines(project).lineOf(call.uri), path: first.path },
    // Whoever was handed on begins anew.
    ...(scenario.steps.some(({ kind }) => kind === 'refer')
      ? [{ line: project.lines.find(({ id }) => id === last.line), path: last.path }]
      : []),
  ]
  const seconds = ways.map(({ line, path }) => (line ? secondsOf(line, path, call, scenario, project) : 0))
  return signalling + seconds.reduce((sum, more) => sum + more, 0)
}

function secondsOf(
  line: Line,
  path: readonly string[],
  call: Call,
  scenario: Scenario,
  project: Project,
): number {
  const { steps } = planOf(line)
  return path
    .map(edge => {
      const [id = '', on] = edge.split(' ')
      const step = steps.get(id)
      return step ? secondsOfStep(step, on, call, scenario, project) : 0
    })
    .reduce((sum, more) => sum + more, 0)
}

function secondsOfStep(
  step: PlanStep,
  on: string | undefined,
  { world }: Call,
  scenario: Scenario,
  project: Project,
): number {
  switch (step.kind) {
    case 'hours':
    case 'during':
      return 0
    case 'menu':
      // A key that means nothing costs a turn, and when one is pressed is for the scenario to say.
      return menuTurns * (longestSound + menuPatience)
    case 'talk':
      return on === undefined ? 0 : ringing(world.talk, talkRing)
    case 'agents': {
      const { maxWait, offerTime, agents } = step.answer
      const offers = agents.map(({ value: { id } }) => {
        const state = world.agents.get(id) ?? 200
        return state === 'unreachable' ? 0 : ringing(state, offerTime)
      })
      return longestSound + Math.min(maxWait, sum(offers) + 5 * offers.length)
    }
    case 'target': {
      const trunks = step.to.kind === 'tel' ? dialNumber(project, scenario).tried : []
      const rings = trunks.length === 0 ? [world.overflow] : trunks.map(id => statusAt(id, scenario))
      return sum(rings.map(status => ringing(status, step.ring)))
    }
    case 'voicemail':
      return longestSound + (staysToTheEnd(scenario) ? step.voicemail.maxLength : 0)
    case 'nobody':
      return longestSound
  }
}

/** Seconds until a callee's phone has done what it does; none for one who answers or refuses at once. */
function ringing(status: number, ring: number): number {
  if (status === 0) return ring
  return status === 408 ? silence : 0
}

function statusAt(trunk: string, { trunks, overflow }: Scenario): number {
  return answerOf(trunks.get(trunk) ?? overflow)
}

function staysToTheEnd({ steps }: Scenario): boolean {
  return steps.some(step => step.kind === 'until' && step.outcome === 'end')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
