import { describe, expect, it } from '@jest/globals'
import { readRequest } from './message.js'

const good = (lines: readonly string[], start = 'INVITE sip:box@sip.acme.example SIP/2.0'): string =>
  [start, ...lines, 'Content-Length: 0', '', ''].join('\r\n')
const headers = {
  via: 'Via: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bK1',
  from: 'From: <sip:+33190000@203.0.113.1>;tag=1',
  to: 'To: <sip:box@sip.acme.example>',
  call: 'Call-ID: 1',
  cseq: 'CSeq: 1 INVITE',
  contact: 'Contact: <sip:agent@203.0.113.1:5070>',
}
const faultOf = (changed: Partial<Record<keyof typeof headers, string>>, start?: string): string =>
  readRequest(good(Object.values({ ...headers, ...changed }), start)).fault?.text ?? ''

describe('a request from the wire', () => {
  it.each<[string, Parameters<typeof faultOf>]>([
    ['as it should be', [{}]],
    ['a password in the request URI that no URI has', [{}, 'INVITE sip:box:a{b@sip.acme.example SIP/2.0']],
    ['the version in small letters', [{}, 'INVITE sip:box@sip.acme.example sip/2.0']],
    [
      'a Contact with parameters',
      [{ contact: 'Contact: <sip:agent@203.0.113.1>;methods="INVITE,ACK";x=":"' }],
    ],
    ['a Contact without brackets', [{ contact: 'm: sip:agent@203.0.113.1;expires=60' }]],
    ['two Contacts', [{ contact: `${headers.contact}\r\nContact: "b" <sip:b@203.0.113.1>` }]],
  ])('is read: %s', (_, request) => {
    expect(faultOf(...request)).toBe('')
  })

  it.each<[string, Parameters<typeof faultOf>]>([
    ['From holds no address', [{ from: 'From: <sip:+33190000@203.0.113.1:;user=phone>;tag=1' }]],
    ['From holds no address', [{ from: 'From: <sip:+33190000:@203.0.113.1>;tag=1' }]],
    ['To holds no address', [{ to: 'To: sip:box@sip.acme.example:' }]],
    ['Contact holds no SIP address', [{ contact: 'Contact: <sip:agent@203.0.113.1:>' }]],
    ['Contact holds no SIP address', [{ contact: 'Contact: <sip:agent@203.0.113.1' }]],
    ['a Record-Route cannot be read', [{ via: `${headers.via}\r\nRecord-Route: <sip:a;lr>, <sip:b:>` }]],
    ['a Record-Route cannot be read', [{ via: `${headers.via}\r\nRecord-Route: <sip:a;lr={>` }]],
    ['a Via cannot be read', [{ via: 'Via: SIP/2.0/UDP 203.0.113.1:;branch=z9hG4bK1' }]],
    ['the password of the request URI cannot be read', [{}, 'INVITE sip:box:a;b@sip.acme.example SIP/2.0']],
    ['Contact holds no SIP address', [{ contact: `${headers.contact}\r\nContact: <sip:b@203.0.113.1:>` }]],
    ['From cannot be read', [{ from: 'From: <sip:1@203.0.113.1>;tag=1;' }]],
    ['a Via cannot be read', [{ via: 'Via: SIP/2.0/UDP 203.0.113.1;branch=' }]],
  ])('is refused: %s', (fault, request) => {
    expect(faultOf(...request)).toBe(fault)
  })
})
