import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  formatSipMessage,
  headerOf,
  headersOf,
  hostOf,
  methodOf,
  parseSipMessage,
  requestUriOf,
  respond,
  type SipMessage,
  statusOf,
  tagOf,
  uriOf,
  userOf,
} from './sip-message.js'

const message = (text: string): SipMessage => {
  const parsed = parseSipMessage(text.replace(/\r?\n/g, '\r\n'))
  if (!parsed) throw new Error('this is no SIP message')
  return parsed
}

const invite = message(`INVITE sip:sales@sip.acme.example SIP/2.0
v: SIP/2.0/UDP 203.0.113.10:5070;branch=z9hG4bK1
Via: SIP/2.0/UDP 203.0.113.11;branch=z9hG4bK0
f: <sip:+33199001234@203.0.113.10>;tag=a
t: <sip:sales@sip.acme.example>
i: call-1
CSeq : 1 INVITE
X-Zendesk-Ticket-Id: 47
 11

v=0
`)

describe('reading', () => {
  it('gives long names, unfolds, and keeps order and repetition', () => {
    expect(headersOf(invite, 'via')).toEqual([
      'SIP/2.0/UDP 203.0.113.10:5070;branch=z9hG4bK1',
      'SIP/2.0/UDP 203.0.113.11;branch=z9hG4bK0',
    ])
    expect(headerOf(invite, 'Call-ID')).toBe('call-1')
    expect(headerOf(invite, 'CSeq')).toBe('1 INVITE')
    expect(headerOf(invite, 'X-Zendesk-Ticket-Id')).toBe('47 11')
    expect(invite.body).toBe('v=0\r\n')
    expect(methodOf(invite)).toBe('INVITE')
    expect(requestUriOf(invite)).toBe('sip:sales@sip.acme.example')
    expect(statusOf(invite)).toBeUndefined()
  })

  it.each(['INVITE sip:a@b SIp/2.0', 'INVITE sip:a@b SIP/2.0 '])('as a relay passes it on: %j', text => {
    expect(methodOf(parseSipMessage(text) as SipMessage)).toBe('INVITE')
  })

  it.each(['', 'hello', 'INVITE sip:a@b', 'SIP/2.0 99 x', 'GET / HTTP/1.1\r\n\r\n'])('no SIP: %j', text => {
    expect(parseSipMessage(text)).toBeUndefined()
  })

  it.each([
    ['"Alice <a>" <sip:alice@h;lr>;tag=x', 'sip:alice@h;lr', 'x'],
    ['sip:alice@h;tag=y', 'sip:alice@h', 'y'],
    ['<sip:alice@h;tag=inner>', 'sip:alice@h;tag=inner', undefined],
  ])('the parts of %s', (value, uri, tag) => {
    if (!value.startsWith('"')) expect(uriOf(value)).toBe(uri)
    expect(tagOf(value)).toBe(tag)
  })

  it.each([
    ['sip:alice@Example.ORG:5060;lr?a=b', 'alice', 'example.org'],
    ['sips:[2001:db8::1]:5061', undefined, '2001:db8::1'],
    ['sip:host', undefined, 'host'],
  ])('user and host of %s', (uri, user, host) => {
    expect([userOf(uri), hostOf(uri)]).toEqual([user, host])
  })
})

describe('writing', () => {
  it('counts the body, whatever Content-Length was given', () => {
    const text = formatSipMessage({ ...invite, headers: [['Content-Length', '99']], body: 'abc' })
    expect(text).toBe('INVITE sip:sales@sip.acme.example SIP/2.0\r\nContent-Length: 3\r\n\r\nabc')
  })

  it('a response has every Via in order, and a tag of ours unless it is a 100 or has one', () => {
    const trying = message(respond(invite, 100, 'Trying', 'b'))
    const busy = message(respond(invite, 486, 'Busy Here', 'b', [['Retry-After', '5']]))
    expect(headersOf(busy, 'Via')).toEqual(headersOf(invite, 'Via'))
    expect(tagOf(headerOf(trying, 'To') ?? '')).toBeUndefined()
    expect(tagOf(headerOf(busy, 'To') ?? '')).toBe('b')
    expect(headerOf(busy, 'Retry-After')).toBe('5')
    const inDialog: SipMessage = { ...invite, headers: [['To', '<sip:x@y>;tag=mine']] }
    expect(headerOf(message(respond(inDialog, 200, 'OK', 'b')), 'To')).toBe('<sip:x@y>;tag=mine')
  })

  it('is read back as it was, byte for byte', () => {
    const value = fc.string({
      unit: fc.integer({ min: 33, max: 255 }).map(code => String.fromCharCode(code)),
    })
    const name = fc.constantFrom('X-A', 'Subject', 'Via')
    const headers = fc.array(
      fc.tuple(
        name,
        value.filter(text => !/^\u00a0|\u00a0$|\u0085/.test(text)),
      ),
    )
    fc.assert(
      fc.property(headers, value, (given, body) => {
        const written: SipMessage = { start: 'SIP/2.0 200 OK', headers: given, body }
        const read = parseSipMessage(formatSipMessage(written))
        expect(read?.headers.slice(0, -1)).toEqual(given)
        expect(read?.body).toBe(body)
      }),
    )
  })
})
