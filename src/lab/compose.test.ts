import { expect, it } from '@jest/globals'
import type { Scenario } from '../scenarios/scenario.js'
import { labScenarios } from '../testing/lab-scenarios.js'
import { composeInvite } from './compose.js'
import { parseAudio } from './sdp.js'
import { headerOf, headersOf, parseSipMessage, requestUriOf } from './sip-message.js'

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

it('offers what the scenario offers', () => {
  const { message } = inviteOf(
    'line: support, from: 203.0.113.10, offer: {codecs: [G729, PCMA], profile: RTP/SAVP}',
  )
  expect(parseAudio(message.body)).toMatchObject({ codecs: ['G729', 'PCMA'], profile: 'RTP/SAVP' })
})
