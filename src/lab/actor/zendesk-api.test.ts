import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { type Asked, judgeRequest } from './zendesk-api.js'

/** The stand-in for Zendesk takes what the public API (v2) takes, and says of everything else what is wrong with it. */
const login = 'sipin@acme.example/token:t'
const known = { users: new Map([['35436', '+33199000001']]), tickets: new Map([['4711', '+33199000001']]) }
const good = {
  authorization: `Basic ${Buffer.from(login).toString('base64')}`,
  'content-type': 'application/json',
}

const search = '/api/v2/users/search?query=phone%3A%2B33199000001&per_page=1'
const ticket = {
  via_id: 34,
  subject: 'Call from +33199000001',
  comment: { body: 'Call from +33199000001 to line sales' },
  requester_id: 35436,
}
const display = '/api/v2/channels/voice/agents/1900012345601/tickets/4711/display'

function ask(method: string, url: string, body: unknown = '', headers: object = good): Asked {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return judgeRequest({ method, url, headers } as IncomingMessage, text, login, known)
}

describe('is taken', () => {
  it('a search for the number of a caller who is known', () => {
    const asked = ask('GET', search)
    expect(asked).toMatchObject({ what: 'search', status: 200, caller: '+33199000001', faults: [] })
    expect(asked.reply('1')).toMatchObject({ users: [{ id: 35436, phone: '+33199000001' }], count: 1 })
  })
  it('a search for somebody who is not', () => {
    const asked = ask('GET', search.replace('000001', '000002'))
    expect(asked).toMatchObject({ status: 200, caller: '+33199000002', faults: [] })
    expect(asked.reply('1')).toEqual({ users: [], count: 0 })
  })
  it('a new user', () => {
    const asked = ask('POST', '/api/v2/users', { user: { name: '+33199000002', phone: '+33199000002' } })
    expect(asked).toMatchObject({ what: 'user', status: 201, caller: '+33199000002', faults: [] })
    expect(asked.reply('7')).toMatchObject({ user: { id: 7 } })
  })
  it('a ticket of an inbound call, for its requester', () => {
    const asked = ask('POST', '/api/v2/tickets', { ticket })
    expect(asked).toMatchObject({ what: 'ticket', status: 201, caller: '+33199000001', faults: [] })
    expect(asked.reply('8')).toMatchObject({ ticket: { id: 8, via_id: 34 } })
  })
  it('a ticket of nobody in particular', () => {
    const { requester_id, ...anonymous } = ticket
    expect(requester_id).toBe(35436)
    const asked = ask('POST', '/api/v2/tickets', { ticket: anonymous })
    expect(asked).toMatchObject({ what: 'ticket', status: 201, caller: null, faults: [] })
  })
  it('the display of a ticket to an agent', () => {
    const asked = ask('POST', display, {})
    expect(asked).toMatchObject({
      what: 'display',
      status: 200,
      agent: '1900012345601',
      ticket: '4711',
      faults: [],
    })
  })
})

const tickets = '/api/v2/tickets'
it.each<[what: string, asked: () => Asked, status: number, fault: RegExp]>([
  ['no authentication', () => ask('GET', search, '', {}), 401, /authentication/],
  ['another token', () => ask('GET', search, '', { authorization: 'Basic eA==' }), 422, /authentication/],
  ['a bare token', () => ask('GET', search, '', { authorization: 'Bearer t' }), 422, /authentication/],
  ['a search for a name', () => ask('GET', '/api/v2/users/search?query=alice'), 422, /the query is alice/],
  [
    'a number that is no E.164',
    () => ask('GET', '/api/v2/users/search?query=phone%3A0199'),
    422,
    /the query is/,
  ],
  ['a `+` that is a blank', () => ask('GET', search.replace('%2B', '+')), 422, /the query is phone: 33/],
  [
    'a user without a name',
    () => ask('POST', '/api/v2/users', { user: { phone: '+33199000001' } }),
    422,
    /user\.name/,
  ],
  [
    'a user of no number',
    () => ask('POST', '/api/v2/users', { user: { name: 'x', phone: 'x' } }),
    422,
    /user\.phone is x/,
  ],
  [
    'a ticket by another way',
    () => ask('POST', tickets, { ticket: { ...ticket, via_id: 45 } }),
    422,
    /via_id is 45/,
  ],
  [
    'a ticket by no way',
    () => ask('POST', tickets, { ticket: { ...ticket, via_id: undefined } }),
    422,
    /via_id is undefined/,
  ],
  [
    'a way that is a text',
    () => ask('POST', tickets, { ticket: { ...ticket, via_id: '34' } }),
    422,
    /via_id is 34/,
  ],
  [
    'a ticket that says nothing',
    () => ask('POST', tickets, { ticket: { ...ticket, comment: {} } }),
    422,
    /comment\.body/,
  ],
  [
    'a ticket about nothing',
    () => ask('POST', tickets, { ticket: { ...ticket, subject: '' } }),
    422,
    /subject/,
  ],
  [
    'a requester whom nobody knows',
    () => ask('POST', tickets, { ticket: { ...ticket, requester_id: 1 } }),
    422,
    /requester_id 1 is nobody/,
  ],
  [
    'more than a ticket has',
    () => ask('POST', tickets, { ticket: { ...ticket, priority: 'x' } }),
    422,
    /ticket has priority/,
  ],
  ['a ticket that is no JSON', () => ask('POST', tickets, '{"ticket":'), 422, /no JSON object/],
  ['a ticket that is a list', () => ask('POST', tickets, []), 422, /no JSON object/],
  [
    'a ticket as a form',
    () => ask('POST', tickets, { ticket }, { ...good, 'content-type': 'text/plain' }),
    422,
    /Content-Type is text\/plain/,
  ],
  [
    'the tickets of partners',
    () => ask('POST', '/api/v2/channels/voice/tickets', { ticket }),
    422,
    /no such resource/,
  ],
  ['another version', () => ask('POST', '/api/v1/tickets', { ticket }), 422, /no such resource/],
  ['another method', () => ask('PUT', tickets, { ticket }), 422, /no such resource/],
  [
    'a display to nobody',
    () => ask('POST', display.replace('1900012345601', 'alice'), {}),
    422,
    /no such resource/,
  ],
  ['a display of nothing', () => ask('POST', display.replace('4711', '0'), {}), 422, /no such resource/],
  ['a display that is asked for', () => ask('GET', display), 422, /no such resource/],
])('%s is not', (_, asked, status, fault) => {
  const { faults, status: seen } = asked()
  expect(faults.join('\n')).toMatch(fault)
  expect(seen).toBe(status)
})
