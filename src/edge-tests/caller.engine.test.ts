import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Header, headerOf } from '../sip/sip-message.js'
import { offerToNode } from '../testing/wire/calls.js'
import { ask } from '../testing/wire/exchange.js'
import { compose, sdp } from '../testing/wire/messages.js'
import { at, type Site, siteYaml, startSite } from '../testing/wire/site.js'

/** Whose number the node is told, out of what a caller may write. */
let site: Site
beforeAll(async () => {
  site = await startSite(`${siteYaml}
  numbered:
    uri: sip:numbered@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    caller_id: {from: [x-caller, p-asserted-identity], anonymous: pass}
  known:
    uri: sip:known@sip.acme.example
    allow: [203.0.113.0/28]
    agents: [alice]
    voicemail: true
    caller_id: {from: [x-caller], anonymous: reject}
`)
})
afterAll(() => site?.stop())

const own = (text: string): Header[] => [['X-Caller', text]]
const asserted = ['P-Asserted-Identity', '"Ann" <sip:+33199000009@192.0.2.1;user=phone>'] as const

it.each<[string, readonly Header[], string | undefined]>([
  ['as it is', own('+33199000002'), '+33199000002'],
  ['without a plus', own('33199000002'), '+33199000002'],
  ['with 00', own('0033199000002'), '+33199000002'],
  ['in a SIP URI', own('<sip:+33199000002@192.0.2.1>;tag=1'), '+33199000002'],
  ['in a bare SIP URI', own('sip:+33199000002@192.0.2.1'), '+33199000002'],
  ['in a tel URI with separators', own('<tel:+33-199.00.00.02>'), '+33199000002'],
  ['in the second header', [asserted], '+33199000009'],
  ['in the second header, for the first has none', [...own('anonymous'), asserted], '+33199000009'],
  ['in the first of two', [...own('+33199000002'), asserted], '+33199000002'],
  ['of seven digits', own('+3319900'), '+3319900'],
  ['of fifteen digits', own('+331990000000021'), '+331990000000021'],
  // 25 characters are as long as a number may be written, with separators and all.
  ['of 25 characters', own('+3-3-1-9-9-0-0-0-0-0-0--2'), '+331990000002'],
  ['of six digits', own('+331990'), undefined],
  ['of sixteen digits', own('+3319900000000212'), undefined],
  ['of sixteen digits in a bare SIP URI', own('sip:+3319900000000212@192.0.2.1'), undefined],
  ['of twelve digits in 26 characters', own('+3-3-1-9-9-0-0-0-0-0-0---2'), '+331990000002'],
  ['with a zero after its plus', own('+03199000002'), undefined],
  ['of letters', own('<sip:alice@192.0.2.1>'), undefined],
  ['of which privacy is asked for', [...own('+33199000002'), ['Privacy', 'id']], undefined],
])('a number %s', async (_, headers, number) => {
  const message = await offerToNode(site, { uri: 'sip:numbered@sip.acme.example', headers })
  expect(headerOf(message, 'X-Sipin-Caller')).toBe(number)
})

it('who shows no number is refused by a line that wants one', async () => {
  const uri = 'sip:known@sip.acme.example'
  const text = compose({
    from: at.caller,
    uri,
    callId: 'nobody',
    headers: [asserted],
    body: sdp(at.caller.ip),
  })
  expect(await ask(site.caller, text)).toMatchObject({ reason: 'anonymous' })
})
