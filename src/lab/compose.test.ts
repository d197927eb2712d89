import { expect, it } from '@jest/globals'
import type { Decision } from '../policy/call.js'
import { decide } from '../policy/decide.js'
import { judgeMessage } from '../policy/judge-message.js'
import { scenarioCall } from '../scenarios/as-call.js'
import type { Scenario } from '../scenarios/scenario.js'
import { parseAudio } from '../sip/sdp.js'
import { headerOf, headersOf, parseSipMessage, requestUriOf } from '../sip/sip-message.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { composeInvite } from './compose.js'

const inviteOf = (call: string) => {
  const { scenarios } = labScenarios([`call: {${call}}`, 'expect: {outcome: talk}'])
  const text = composeInvite(scenarios[0] as Scenario, {
    callId: 'call-1',
    number: '+33199001234',
    local: { ip: '203.0.113.10', port: 5070 },
    media: { ip: '203.0.113.10', port: 40000 },
  })
  const message = parseSipMessage(text)
  if (!message) throw new Error(text)
  return { text, message }
}

it('is a whole INVITE, with the number by which the call is known', () => {
  const { message } = inviteOf('line: support, from: 203.0.113.10, ticket: 4711')
  expect(requestUriOf(message)).toBe('sip:acme-support@acme-support.sip.twilio.com')
  expect(headerOf(message, 'From')).toContain('<sip:+33199001234@203.0.113.10>')
  for (const name of ['Via', 'Max-Forwards', 'To', 'Call-ID', 'CSeq', 'Contact'])
    expect(headersOf(message, name)).toHaveLength(1)
  expect(headersOf(message, 'X-Zendesk-Ticket-Id')).toEqual(['4711'])
  expect(Number(headerOf(message, 'Content-Length'))).toBe(message.body.length)
  expect(parseAudio(message.body)).toMatchObject({ address: '203.0.113.10', port: 40000 })
})

it('sends tickets as the scenario writes them, in headers, in the URI, as often as it says', () => {
  const { message } = inviteOf('line: support, from: 203.0.113.10, ticket: [007, "1 2"], uri_ticket: 1e3')
  expect(headersOf(message, 'X-Zendesk-Ticket-Id')).toEqual(['007', '1 2'])
  expect(requestUriOf(message)).toMatch(/\?X-Zendesk-Ticket-Id=1e3$/)
})

it('sends header lines as they stand, even one that is none', () => {
  const { text } = inviteOf('line: support, from: 203.0.113.10, headers: ["X-Zendesk-Ticket-Id=7"]')
  expect(text.split('\r\n')).toContain('X-Zendesk-Ticket-Id=7')
})

it.each([
  ['Max-Forwards: 3', 'Max-Forwards', '3'],
  ['max-forwards : 3', 'Max-Forwards', '3'],
  ['User-Agent: friendly-scanner', 'User-Agent', 'friendly-scanner'],
  ['m: <sip:a@203.0.113.10:5070>', 'Contact', '<sip:a@203.0.113.10:5070>'],
  ['c: text/plain', 'Content-Type', 'text/plain'],
])('sends %s in the place of its own', (line, name, value) => {
  const { message } = inviteOf(`line: support, from: 203.0.113.10, headers: [${JSON.stringify(line)}]`)
  expect(headersOf(message, name)).toEqual([value])
})

/** Headers that somebody may write, each judged by what the edge makes of the whole INVITE that the lab sends. */
const written = [
  [],
  ['Require: 100rel'],
  ['Require: precondition'],
  ['Proxy-Require: foo, timer'],
  ['Max-Forwards: 0'],
  ['Max-Forwards: 1'],
  ['Max-Forwards: many'],
  ['Max-Forwards: 70', 'max-forwards: 70'],
  ['User-Agent: friendly-scanner'],
  ['User-Agent:'],
  ['Contact: <tel:1>'],
  ['Contact: *'],
  ['Content-Type: text/plain'],
  ['c: application/SDP'],
  ['Content-Type: application/sdp', 'Content-Type: text/plain'],
  ['From: <sip:+33199000002@203.0.113.10>;tag=2'],
  ['To: <sip:x@sip.acme.example>'],
  ['i: another'],
  ['CSeq: 2 INVITE'],
  ['Content-Length: 3'],
  ['Via: SIP/2.0/UDP 203.0.113.77:5060;branch=z9hG4bK7'],
  ['Via: nonsense'],
  ['Record-Route: <sip:203.0.113.10;lr>'],
  ['Record-Route: none'],
  ['Replaces: 1;from-tag=2;to-tag=3'],
  ['X-Zendesk-Ticket-Id: 4711'],
  ['X-Zendesk-Ticket-Id: 4711', 'x-zendesk-ticket-id: 4712'],
  ['X-Zendesk-Ticket-Id=4711'],
  ['no header'],
  [''],
  ['A: b\r\nRequire: foo'],
  ['A: b\n folded'],
]

it.each(written.flatMap(lines => [false, true].map(late => [lines, late] as const)))(
  'the model says of %j (late: %j) what it says of the message',
  (lines, late) => {
    const call = `line: support, from: 203.0.113.10, at: "2026-11-24T10:00 UTC", late: ${late}, headers: ${JSON.stringify(lines)}`
    const { project, scenarios } = labScenarios([`call: {${call}}`, 'expect: {outcome: talk}'])
    const [scenario] = scenarios as [Scenario]
    const { text } = inviteOf(call)
    const at = scenario.call.at?.value ?? 0
    const { decision } = judgeMessage(project, { text, source: '203.0.113.10', transport: 'udp', at })
    const said = decide(project, scenarioCall(scenario, at))
    const how = ({ outcome, status, reason, steps }: Decision) => ({
      ...{ outcome, status, reason },
      refused: steps.find(({ verdict }) => verdict === 'refused'),
    })
    expect(how(said)).toEqual(how(decision))
    refusedFor.add(decision.reason)
  },
)

const refusedFor = new Set<string | undefined>()

it('those were refused for many reasons, and some were let in', () => {
  const reasons = ['malformed', 'extension', 'too-many-hops', 'flood', 'body', 'no-call', 'ticket-duplicate']
  expect([...refusedFor]).toEqual(expect.arrayContaining([undefined, ...reasons]))
})

it('offers what the scenario offers', () => {
  const { message } = inviteOf(
    'line: support, from: 203.0.113.10, offer: {codecs: [G729, PCMA], profile: RTP/SAVP}',
  )
  expect(parseAudio(message.body)).toMatchObject({ codecs: ['G729', 'PCMA'], profile: 'RTP/SAVP' })
})
