import { describe, expect, it } from '@jest/globals'
import type { Expectation } from '../scenarios/scenario.js'
import { context, good, heard, invite, leg, node, recordsOf, scenario } from '../testing/observed-call.js'
import type { CalleeLeg, Observation } from './observation.js'
import { outcomeOf } from './outcome.js'
import type { CallRecord } from './records.js'
import { tones } from './tones.js'
import { judge } from './verdict.js'

const faultsOf = (observation: Partial<Observation>, expectation: Partial<Expectation> = {}): string[] =>
  judge(
    { ...scenario, expect: { ...scenario.expect, ...expectation } },
    { ...good, records: recordsOf({ ...good, ...observation }), ...observation },
    context,
  )

const withLeg = (change: Partial<CalleeLeg>): Partial<Observation> => ({ legs: [{ ...leg, ...change }] })

it('has nothing to say of a call that went as it should', () => {
  expect(faultsOf({})).toEqual([])
})

describe('what holds of every call is seen when it does not hold', () => {
  it.each([
    ['another source', withLeg({ source: { ip: '10.0.0.11', port: 5060 } }), 'came from 10.0.0.11'],
    [
      'another caller',
      withLeg({ invite: invite(['X-Zendesk-Ticket-Id: 4711'], '+33199000002') }),
      'From shows +33199000002, not +33199000001',
    ],
    [
      'two ticket headers',
      withLeg({ invite: invite(['X-Zendesk-Ticket-Id: 4711', 'X-Zendesk-Ticket-Id: 4711']) }),
      'has 2 ticket headers',
    ],
    [
      'an inner header',
      withLeg({ invite: invite(['X-Zendesk-Ticket-Id: 4711', 'X-Sipin-Leg: talk']) }),
      'carries X-Sipin-Leg',
    ],
    [
      'a header of Zendesk that is no ticket',
      withLeg({ invite: invite(['X-Zendesk-Ticket-Id: 4711', 'X-Zendesk-Priority: 1']) }),
      'carries X-Zendesk-Priority',
    ],
    ['a deaf callee', withLeg({ heard: { ...heard(0) } }), 'the callee heard the other side in 0 packets'],
    ['a deaf caller', { callerHeard: heard(440) }, 'the caller heard the other side in 0 packets'],
    [
      'audio of a stranger at the caller',
      { callerHeard: { ...heard(tones.talk), sources: { [`${node}:17000`]: 30, '192.0.2.9:9': 10 } } },
      'the caller received audio from 192.0.2.9',
    ],
    [
      'audio of a stranger at the callee',
      withLeg({ heard: { ...heard(tones.caller), sources: { '192.0.2.9:9': 40 } } }),
      'the callee received audio from 192.0.2.9',
    ],
    ['a callee who is left hanging', withLeg({ ended: undefined }), 'was not told that the call is over'],
  ])('%s', (_, observation, fault) => {
    expect(faultsOf(observation)).toContainEqual(expect.stringContaining(fault))
  })

  it('the ticket on an overflow leg', () => {
    const target = { ...leg, role: 'targets', target: [...context.plan.targets.values()][0] } as CalleeLeg
    const found = faultsOf(
      { legs: [target], callerHeard: heard(tones.target) },
      { outcome: 'overflow', ticket: undefined },
    )
    expect(found.join('\n')).toContain('carries X-Zendesk-Ticket-Id')
  })

  it('a refused call that reached somebody all the same', () => {
    const found = faultsOf(
      { final: { kind: 'refused', status: 403, reason: 'source' }, legs: [{ ...leg, audio: undefined }] },
      { outcome: 'rejected', ticket: undefined, codec: undefined },
    )
    expect(found).toEqual([
      'the call was to be refused, and went to acme-support@acme-support.sip.twilio.com',
    ])
  })

  it('a recording without the caller', () => {
    const found = faultsOf(
      { legs: [], voicemail: { seconds: 3, callerSeconds: 0.1, digest: '' } },
      { outcome: 'voicemail', ticket: undefined, codec: undefined },
    )
    expect(found).toEqual(["the recording of 3 s does not hold the caller's voice"])
  })

  it('silence where there should be a message', () => {
    const found = faultsOf(
      { final: { kind: 'refused', status: 480, reason: undefined }, legs: [], callerHeard: undefined },
      { outcome: 'hangup', ticket: undefined, codec: undefined },
    )
    expect(found).toEqual(['the caller heard nothing'])
  })
})

describe('a caller who hears nothing is a fault, whatever a scenario says and however the call ends', () => {
  const none = { ticket: undefined, codec: undefined }
  const deaf = { callerHeard: heard(0) }
  const recording = { seconds: 3, callerSeconds: 2, digest: '' }
  it.each<[string, Partial<Observation>, Partial<Expectation>]>([
    ['talk', withLeg({}), {}],
    ['agent', withLeg({ role: 'agents' }), { outcome: 'agent' }],
    ['overflow', withLeg({ role: 'targets' }), { outcome: 'overflow' }],
    ['voicemail', { legs: [], voicemail: recording }, { outcome: 'voicemail' }],
    ['hangup after an answer', { legs: [] }, { outcome: 'hangup' }],
    [
      'hangup before one',
      { legs: [], final: { kind: 'refused', status: 480, reason: undefined } },
      { outcome: 'hangup' },
    ],
    ['hangup of a call that was handed on', withLeg({ handedOn: true }), { outcome: 'hangup' }],
    ['no audio at all', { legs: [], callerHeard: undefined }, { outcome: 'hangup' }],
  ])('%s', (_, observation, expectation) => {
    const found = faultsOf({ ...deaf, ...observation }, { ...none, ...expectation })
    expect(found.join('\n')).toMatch(/the caller heard (nothing|the other side in 0 packets)/)
  })

  it('but for one who was refused', () => {
    const found = faultsOf(
      { ...deaf, final: { kind: 'refused', status: 403, reason: 'source' }, legs: [] },
      { ...none, outcome: 'rejected' },
    )
    expect(found).toEqual([])
  })
})

it.each([
  [4.8, true],
  [5, false],
  [5.9, false],
  [6.2, true],
])('a message of %f s that may have 5: a fault is %s', (seconds, fault) => {
  const found = faultsOf(
    { legs: [], voicemail: { seconds, callerSeconds: seconds, digest: '' } },
    { outcome: 'voicemail', ticket: undefined, codec: undefined, recorded: 5 },
  )
  expect(found).toEqual(fault ? [`recorded: expected 5, seen ${seconds}`] : [])
})

describe('the record of a call is held against what was seen', () => {
  it.each<[string, Partial<CallRecord>, string]>([
    ['another line', { line: 'billing' }, 'line is "billing"'],
    ['another ticket', { ticket: '7' }, 'ticket is "7"'],
    ['another caller', { caller: '+33199000002' }, 'caller is "+33199000002"'],
    ['another source', { source: '192.0.2.9' }, 'source is "192.0.2.9"'],
    ['another outcome', { outcome: 'overflow' }, 'outcome is "overflow"'],
    ['an agent who was not there', { agent: 'alice' }, 'agent is "alice"'],
    ['a longer wait', { wait: 9 }, 'wait is 9 s'],
    ['a longer talk', { talk: 9 }, 'wait and talk are 1 s and 9 s'],
  ])('%s', (_, change, fault) => {
    expect(faultsOf({ records: recordsOf(good, change) })).toContainEqual(expect.stringContaining(fault))
  })

  it('no record, two of them, and no JSON', () => {
    const { json, csv } = recordsOf(good)
    expect(faultsOf({ records: { json: [], csv: [] } }).join()).toContain('has 0 records')
    expect(faultsOf({ records: { json: [...json, ...json], csv } }).join()).toContain('has 2 records')
    expect(faultsOf({ records: { json: ['{'], csv } }).join()).toContain('is no JSON')
    expect(faultsOf({ records: { json, csv: [''] } }).join()).toContain('calls.csv is another')
  })

  it('a record of a call that the edge refused', () => {
    const found = faultsOf(
      { final: { kind: 'refused', status: 403, reason: 'source' }, legs: [], records: recordsOf(good) },
      { outcome: 'rejected', ticket: undefined, codec: undefined },
    )
    expect(found).toEqual(['the call was refused, and a node has 2 records of it'])
  })
})

describe('the outcome as seen from outside', () => {
  it.each([
    ['talk', {}],
    ['agent', withLeg({ role: 'agents' })],
    ['overflow', withLeg({ role: 'targets' })],
    ['voicemail', { voicemail: { seconds: 2, callerSeconds: 1 } }],
    ['rejected', { final: { kind: 'refused', status: 403, reason: 'source' } }],
    ['hangup', { final: { kind: 'refused', status: 480, reason: undefined } }],
    ['hangup', { legs: [] }],
    // A 200 whose audio was not let in: the leg was ended before a packet got through.
    ['hangup', { endedBy: 'them', ...withLeg({ heard: { ...heard(0), sources: {} } }) }],
    ['silence', { final: undefined, legs: [] }],
  ] as const)('%s', (outcome, observation) => {
    expect(outcomeOf({ ...good, ...(observation as Partial<Observation>) })).toBe(outcome)
  })
})
