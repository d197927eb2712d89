import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import { decide } from './decide.js'
import { followRefers } from './follow-refers.js'
import { goodCall } from './good-call.js'
import { mostReturns } from './refer.js'

const project = projectOf(`
version: 1
edge: {domains: [sip.acme.example]}
defaults: {allow: [203.0.113.0/28], voicemail: false}
agents:
  alice: {uri: sip:alice@10.0.1.20}
lines:
  hunted:
    uri: sip:hunted@hunted.sip.twilio.com
    agents: [alice]
    overflow: sip:ai@203.0.113.9
  support:
    uri: sip:acme@acme.sip.twilio.com
    overflow: sip:ai@203.0.113.9
  shut:
    uri: sip:shut@shut.sip.twilio.com
    override: {state: closed}
    overflow: sip:ai@203.0.113.9
  asserted:
    uri: sip:asserted@asserted.sip.twilio.com
    caller_id: {from: [p-asserted-identity, from]}
  vip:
    uri: sip:vip@vip.sip.twilio.com
    allow: [192.0.2.128/29]
    ticket: {policy: required, also: [X-Vendor]}
`)

const line = project.lines.find(({ id }) => id === 'shut')
if (!line) throw new Error('no line')
const call = goodCall(project, line, 0)
const first = decide(project, call)

function refer(to: string, ...headers: string[]) {
  return { to: `sip:${to}@sip.acme.example`, headers }
}

it('a target hands the call to a line, which does with it what it does with any other', () => {
  const { decision, statuses } = followRefers(project, call, [refer('support')], first)
  expect(first).toMatchObject({ outcome: 'overflow', line: 'shut' })
  expect(statuses).toEqual([202])
  expect(decision).toMatchObject({ outcome: 'talk', line: 'support', ticket: '4711', reason: undefined })
})

it('only a target may, and only one whose address the other line allows', () => {
  const elsewhere = followRefers(project, call, [refer('vip')], first, () => '203.0.113.9')
  expect(elsewhere.statuses).toEqual([403])
  const allowed = followRefers(project, call, [refer('vip', 'X-Vendor: 815')], first, () => '192.0.2.129')
  expect(allowed).toMatchObject({ statuses: [202], decision: { line: 'vip', ticket: '815' } })
  const own = followRefers(project, call, [refer('shut'), refer('nobody')], first, () => '198.51.100.1')
  expect(own.statuses).toEqual([202, 404])
  const talk = followRefers(project, call, [refer('support'), refer('shut')], first)
  expect(talk).toMatchObject({ statuses: [202, 405], decision: { outcome: 'talk' } })
})

it('a call that is handed on keeps the number that the first line read', () => {
  const asserted = {
    ...call,
    headers: [...call.headers, ['P-Asserted-Identity', '<sip:+33199000002@x.example>'] as const],
  }
  const { decision } = followRefers(project, asserted, [refer('asserted')], decide(project, asserted))
  expect(decision).toMatchObject({ outcome: 'talk', line: 'asserted', caller: '+33199000001' })
})

it('a call comes back so often and no more', () => {
  const refers = Array.from({ length: mostReturns + 2 }, () => refer('shut'))
  const { decision, statuses } = followRefers(project, call, refers, first)
  expect(statuses).toEqual([...Array(mostReturns + 1).fill(202), undefined])
  expect(decision).toMatchObject({ outcome: 'hangup', status: 200, reason: 'too-many-hops' })
})

it('the agents who were asked before a call was handed on count too', () => {
  const hunted = project.lines.find(({ id }) => id === 'hunted')
  if (!hunted) throw new Error('no line')
  const good = goodCall(project, hunted, 0)
  const declined = { ...good, world: { ...good.world, agents: new Map([['alice', 603]]) } }
  const overflow = decide(project, declined)
  expect(overflow).toMatchObject({ outcome: 'overflow', offered: ['alice'] })
  const { decision } = followRefers(project, declined, [refer('support')], overflow)
  expect(decision).toMatchObject({ outcome: 'talk', offered: ['alice'] })
})

it('its headers are judged as parts of the whole REFER', () => {
  const answered = (...headers: string[]) =>
    followRefers(project, call, [refer('support', ...headers)], first).statuses
  expect(answered('Max-Forwards: 0')).toEqual([483])
  expect(answered('Max-Forwards: 3')).toEqual([202])
  expect(answered('Require: nothing')).toEqual([420])
  expect(answered('Require: norefersub')).toEqual([202])
  expect(answered('CSeq: 3 REFER')).toEqual(['silence'])
  expect(answered('no colon')).toEqual(['silence'])
  expect(answered('User-Agent: friendly-scanner')).toEqual(['silence'])
  expect(answered('X-Zendesk-Ticket-Id: 1', 'X-Zendesk-Ticket-Id: 2')).toEqual([400])
})
