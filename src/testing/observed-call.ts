import { type CalleeLeg, type Observation, ticketsOf, type WrittenRecords } from '../lab/observation.js'
import { outcomeOf } from '../lab/outcome.js'
import { planLab } from '../lab/plan.js'
import { type CallRecord, csvOf } from '../lab/records.js'
import { tones } from '../lab/tones.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseSipMessage, type SipMessage } from '../sip/sip-message.js'
import { labScenarios } from './lab-scenarios.js'

// A call of the lab that went as its scenario wants, for tests that change one thing of it.

const { project, scenarios } = labScenarios([
  'call: {line: support, from: 203.0.113.10, ticket: 4711}',
  'expect: {outcome: talk, ticket: 4711, codec: PCMU}',
])
export const scenario = scenarios[0] as Scenario
const plan = planLab(project, scenarios)
export const context = { project, plan, number: '+33199000001' }

export const node = '198.51.100.11'
export const heard = (tone: number) => ({
  sources: { [`${node}:17000`]: 40 },
  payloads: { 0: 40 },
  tones: { [tone]: 40 },
  digits: '',
  sent: 50,
})

export function invite(headers: readonly string[], number = '+33199000001'): SipMessage {
  const text = [
    'INVITE sip:acme-support@acme-support.sip.twilio.com SIP/2.0',
    'Max-Forwards: 70',
    `From: <sip:${number}@198.51.100.10>;tag=a`,
    ...headers,
    '',
    '',
  ].join('\r\n')
  return parseSipMessage(text) as SipMessage
}

export const leg: CalleeLeg = {
  role: 'talk',
  callId: 'leg',
  invite: invite(['X-Zendesk-Ticket-Id: 4711']),
  source: { ip: '198.51.100.10', port: 5060 },
  target: plan.talk,
  audio: { remote: { ip: node, port: 17000 }, codecs: ['PCMU'] },
  heard: heard(tones.caller),
  ended: 'them',
  handedOn: false,
  requests: [],
  responses: [],
}

/** A call that went as it should. */
export const good: Observation = {
  final: { kind: 'answered', audio: { remote: { ip: node, port: 17002 }, codecs: ['PCMU'] } },
  callerHeard: heard(tones.talk),
  endedBy: 'us',
  legs: [leg],
  responses: [],
  voicemail: undefined,
  zendesk: [],
  mails: [],
  rangAfter: undefined,
  records: { json: [], csv: [] },
  times: { placed: 100, answered: 101, ended: 104 },
}

/** What a node that saw the same as we did would have written. */
export function recordsOf(observation: Observation, change: Partial<CallRecord> = {}): WrittenRecords {
  if (observation.final?.kind === 'refused' && observation.final.reason) return { json: [], csv: [] }
  const called = observation.legs.find(({ role }) => role !== 'targets')
  const record: CallRecord = {
    start: '2026-11-24T09:00:00Z',
    line: 'support',
    ticket: (called && ticketsOf(called.invite)[0]) ?? '',
    caller: '+33199000001',
    source: '203.0.113.10',
    call_id: 'scenario-1',
    outcome: outcomeOf(observation),
    reason: '',
    agent: '',
    wait: 1,
    talk: 3,
    ...change,
  }
  return { json: [JSON.stringify(record)], csv: [csvOf(record)] }
}
