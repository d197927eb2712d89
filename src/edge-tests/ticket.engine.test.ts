import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { headerOf } from '../sip/sip-message.js'
import { offerToNode } from '../testing/wire/calls.js'
import { ask } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, siteYaml, startSite } from '../testing/wire/site.js'

let site: Site
beforeAll(async () => {
  site = await startSite(`${siteYaml}
  other:
    uri: sip:other@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    ticket: {policy: required, also: [X-Vendor, User-to-User]}
`)
})
afterAll(() => site?.stop())

const uri = 'sip:other@sip.acme.example'
it.each<[string, [string, string][], string]>([
  [
    'its own header',
    [
      ['X-Zendesk-Ticket-Id', '1'],
      ['X-Vendor', '2'],
    ],
    '1',
  ],
  [
    "the vendor's header",
    [
      ['User-to-User', '33'],
      ['x-vendor', '2'],
    ],
    '2',
  ],
  ['User-to-User in hex', [['User-to-User', '34373131;encoding=hex']], '4711'],
  ['User-to-User without an encoding', [['User-to-User', '34373131']], '4711'],
  ['User-to-User with a discriminator', [['User-to-User', '0434373131; Encoding=HEX']], '4711'],
  ['User-to-User as text', [['User-to-User', '"4711";purpose=ticket;encoding=text']], '4711'],
])('a ticket in %s reaches the node', async (_, headers, ticket) => {
  const message = await offerToNode(site, { uri, headers })
  const given = message.headers.filter(([name]) => /ticket|vendor|user-to/i.test(name))
  expect(given).toEqual([['X-Zendesk-Ticket-Id', ticket]])
  expect(headerOf(message, 'X-Sipin-Line')).toBe('other')
})

it.each<[string, [string, string][], string]>([
  ['none', [], 'ticket-missing'],
  ['one that is no number', [['X-Vendor', '12a']], 'ticket-missing'],
  [
    'two of the same',
    [
      ['X-Vendor', '1'],
      ['X-Vendor', '1'],
    ],
    'ticket-duplicate',
  ],
  ['text that claims to be hex', [['User-to-User', '4711;encoding=hex']], 'ticket-missing'],
  ['an encoding nobody knows', [['User-to-User', '4711;encoding=base64']], 'ticket-missing'],
  ['a NUL in hex', [['User-to-User', '310032;encoding=hex']], 'ticket-missing'],
])('%s is refused', async (what, headers, reason) => {
  const callId = what.replaceAll(' ', '-')
  const text = compose({ from: at.caller, uri, callId, headers, body: sdp(at.caller.ip) })
  expect(await ask(site.caller, text)).toMatchObject({ status: 400, reason })
})
