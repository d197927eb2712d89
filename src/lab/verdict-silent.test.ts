import { describe, expect, it } from '@jest/globals'
import type { Scenario } from '../scenarios/scenario.js'
import { scenariosOf } from '../testing/lab-scenarios.js'
import { context, good, leg } from '../testing/observed-call.js'
import type { Observation } from './observation.js'
import { judge } from './verdict.js'

describe('a call that the edge answers with nothing', () => {
  const silence: Observation = { ...good, final: undefined, callerHeard: undefined, legs: [] }
  const heardNothing = (
    header: string,
    expectation: string,
    observation: Observation = silence,
  ): string[] => {
    const [asked] = scenariosOf(context.project, [
      `call: {line: support, from: 203.0.113.10, headers: [${JSON.stringify(header)}]}`,
      `expect: {${expectation}}`,
    ])
    return judge(asked as Scenario, observation, context)
  }

  it('is refused where the policy is silent, and without a status', () => {
    const scanner = 'User-Agent: friendly-scanner'
    expect(heardNothing(scanner, 'outcome: rejected, reason: flood')).toEqual([])
    expect(heardNothing(scanner, 'outcome: rejected, status: 403')).toEqual([
      'status: expected 403, seen nothing',
    ])
    expect(heardNothing(scanner, 'outcome: rejected, reason: source')).toEqual([
      'reason: expected source, seen flood',
    ])
    expect(heardNothing('no colon', 'outcome: rejected, reason: malformed')).toEqual([])
  })

  it('is no refusal where the policy answers', () => {
    expect(heardNothing('Require: nothing', 'outcome: rejected')).toContain(
      'outcome: expected rejected, seen silence',
    )
    expect(heardNothing('X-Fine: yes', 'outcome: rejected')).toContain(
      'outcome: expected rejected, seen silence',
    )
  })

  it('leaves no record and reaches nobody', () => {
    const scanner = 'User-Agent: friendly-scanner'
    const recorded = { ...silence, records: { json: ['{}'], csv: [] } }
    expect(heardNothing(scanner, 'outcome: rejected', recorded)).toEqual([
      'the call was refused, and a node has 1 records of it',
    ])
    const called = { ...silence, legs: [leg] }
    expect(heardNothing(scanner, 'outcome: rejected', called)).toContain(
      'the call was to be refused, and went to acme-support@acme-support.sip.twilio.com',
    )
  })
})
