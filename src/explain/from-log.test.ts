import { describe, expect, it } from '@jest/globals'
import { refusals } from '../policy/refusals.js'
import { projectOf } from '../testing/project.js'
import type { CallFlags } from './call-flags.js'
import type { Explanation } from './explanation.js'
import { explainLog } from './from-log.js'
import { explainText } from './text.js'

const project = projectOf(`
version: 1
agents: {alice: {uri: sip:alice@10.0.1.20}}
lines:
  support:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    ticket: required
    caller_id: {anonymous: reject}
    limits: {calls: 2, per_second: 1}
    overflow: sip:ai@203.0.113.9
    voicemail: false
`)

const flags: CallFlags = {
  ...{ line: undefined, uri: undefined, from: undefined, at: '2026-11-24T10:00', method: 'INVITE' },
  ...{ transport: 'udp', ticket: [], uriTicket: undefined, header: [], caller: '+33199000001', offer: [] },
  ...{ media: undefined, port: 40_000, profile: 'RTP/AVP', talk: 'answer', agent: [], overflow: 'answer' },
  keys: '',
}

const reasons = refusals.map(({ reason }) => reason)

function explain(fields: Readonly<Record<string, string>>): Explanation {
  const all = {
    ...{ reason: '', what: 'call', leg: 'caller', method: 'INVITE', line: 'support' },
    ...{ src: '203.0.113.3:5060', proto: 'udp', 'call-id': 'a84b4c' },
    ...fields,
  }
  const text = Object.entries(all).map(([name, value]) => `${name}=${value}`)
  const explained = explainLog(project, flags, `edge[7]: sipin refused ${text.join(' ')}`, 0)
  if (typeof explained === 'string') throw new Error(explained)
  return explained
}

describe.each(['call', 'dialog', 'node', 'answer'])('what=%s', what => {
  it.each(reasons)('%s is explained, with what would change it', reason => {
    for (const method of ['INVITE', 'ACK', 'REFER']) {
      const { decision, change, ...rest } = explain({ reason, what, method })
      expect(decision).toMatchObject({ outcome: 'rejected', reason })
      expect(decision.steps.at(-1)).toMatchObject({ verdict: 'refused' })
      expect(change?.text).toMatch(/\w+ `?\w+/)
      const shown = explainText({ ...rest, decision, change }, new Map(), { colour: false, zone: 'UTC' })
      expect(shown).toContain(reason)
      expect(shown).not.toMatch(/undefined|null/)
    }
  })
})

it('a re-INVITE that is refused leaves its call as it was', () => {
  const { decision, change } = explain({ reason: 'media-address', what: 'dialog' })
  expect(decision).toMatchObject({ status: 488, line: 'support' })
  expect(decision.steps.at(-1)?.text).toContain('goes on as it was')
  expect(change?.text).toContain("the line's media")
})

it('an ACK whose answer is refused ends its call, and gets no answer itself', () => {
  const { decision } = explain({ reason: 'codec', what: 'dialog', method: 'ACK' })
  expect(decision.status).toBeUndefined()
  expect(decision.steps.at(-1)?.text).toContain('ends with BYE')
})

it("an answer of Talk is held to Twilio's ranges", () => {
  const { decision, change } = explain({
    ...{ reason: 'media-port', what: 'answer', leg: 'talk', src: '54.172.60.1:5060' },
  })
  expect(decision.status).toBeUndefined()
  expect(change?.text).toContain("Twilio's media range")
})

it('a line of an edge that does not say what it refused is about a call', () => {
  const old =
    'sipin refused reason=codec method=INVITE line=support src=203.0.113.3:5060 proto=udp call-id=a84b4c'
  expect(explainLog(project, flags, old, 0)).toMatchObject({
    decision: { status: 488, reason: 'codec', line: 'support' },
  })
})
