import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  addressPattern,
  areContacts,
  areRoutes,
  areVias,
  contactsPattern,
  isAddress,
  routesPattern,
  viasPattern,
} from './address-form.js'

/** As Asterisk 22 answered, or did not; `sip:1;b@a` it reads, and otherwise than Kamailio. */
const addresses = {
  read: [
    '<sip:1@a>;tag=t',
    '"Doe, John: <x>" <sip:1@a;user=phone?b=c&d>;x="a;b, c@d";tag=t',
    'a, b <SIPS:1:p@[2001:db8::1]:65535>;tag=t',
    '"" <tel:+1-(2);phone-context=a.b> ; x ; tag = t',
    '"a\\"b"\r\n <sip:1@a>\r\n ;\r\n tag\r\n =\r\n t',
    'sip:1@a:5060;tag=t',
    'tel:1;tag=t',
    '<  sip:a  >',
    '<sip:1;b=c/d#@a;x=[:]&$;y=>',
    '<sip:a;x?y=?>',
    "<sip:1@a>;x=;y;ta;tagg=!~;t;T=a'b`c",
    '<sip:1@a>;tag="t"',
  ],
  unread: [
    '<sip:1@a>;tag=,t',
    '<sip:1@a>;tag=t,x',
    '<sip:1@a>;tag=t@x',
    '<sip:1@a>;tag=t;',
    '<sip:1@a>;x=a@b',
    '<sip:1@a>;x="a',
    '<sip:1@a>;x=[::1]',
    '<sip:1@a>;x y',
    '<sip:1@a>,',
    'a:b <sip:1@a>',
    '"a" b <sip:1@a>',
    '"a\r\n b" <sip:1@a>',
    'a\r\n <sip:1@a>',
    'sip:1;b@a;tag=t',
    'sip:1@a?b=c',
    '<sip:1@a;;b>',
    '<sip:1@a;b=c=d>',
    '<sip:1@a;b,c>',
    '<sip:1@a?>',
    '<sip:1@a?b=c=d>',
    '<sip:1@a:65536>',
    '<sip:1@a:>',
    '<sip:1:@a>',
    '<sip:1:a/b@a>',
    '<sip:1@b@a>',
    '<sip:@a>',
    '<sip:1[@a>',
    '<sip:1@a$>',
    '<sip:1@a',
    '<tel:1/2>',
    '<tel:1;a=>',
    '<http://a>',
    '',
  ],
}

describe('an address', () => {
  it.each(addresses.read)('is read: %j', text => expect(isAddress(text)).toBe(true))
  it.each(addresses.unread)('is not read: %j', text => expect(isAddress(text)).toBe(false))

  it('is that of a Contact unless it is a telephone number', () => {
    for (const text of [...addresses.read, ...addresses.unread].filter(each => !/tag|"t"/.test(each)))
      expect([text, areContacts(text)]).toEqual([text, isAddress(text) && !/tel:/.test(text)])
  })

  it('has a parameter with any token as its name', () => {
    const token = fc.stringMatching(/^[-!%*+.0-9A-Z_`'~a-z]+$/)
    const near = fc.constantFrom('t', 'ta', 'tag', 'tags', 'xtag', 'TAG', 'tAt')
    fc.assert(
      fc.property(fc.oneof(token, near), name => {
        expect(isAddress(`<sip:a>;${name}=x`)).toBe(true)
        expect(isAddress(`<sip:a>;${name}="x"`)).toBe(true)
        expect(isAddress(`<sip:a>;${name}="x y"`)).toBe(name.toLowerCase() !== 'tag')
      }),
    )
  })
})

it('a name of Contact begins with no star', () => {
  for (const text of ['a* <sip:a>', '"*" <sip:a>']) expect(areContacts(text)).toBe(true)
  for (const text of ['* <sip:a>', '*a <sip:a>', '*']) expect(areContacts(text)).toBe(false)
  expect(isAddress('* <sip:a>')).toBe(true)
})

it('a q of Contact is a number', () => {
  for (const text of ['q', 'q=1', 'q = 0.75', 'qq=x']) expect(areContacts(`<sip:a>;${text}`)).toBe(true)
  for (const text of ['q=', 'q=x', 'q="1"', 'q=2']) expect(areContacts(`<sip:a>;${text}`)).toBe(false)
})

it('Record-Routes have commas between them', () => {
  for (const text of ['<sip:a;lr>', '"p: 1" <sip:a;lr>;x=y,p <sip:b> , <sips:c>'])
    expect(areRoutes(text)).toBe(true)
  for (const text of ['sip:a,', '<sip:a>,', '<sip:a>,,<sip:b>', '<sip:a> b', '<tel:1>', '<sip:a>;', ''])
    expect(areRoutes(text)).toBe(false)
})

it('Vias have a protocol, a host and parameters', () => {
  for (const text of [
    'SIP/2.0/UDP a',
    'sip / 2.0 / A+B\r\n [2001:db8::1] : 5060 ; branch = x;rport;ttl=255',
    'SIP/2.0/UDP a;received=2001:db8::1,SIP/2.0/TCP b:1;received=[2001:db8::1];x="{";rport=65535',
  ])
    expect(areVias(text)).toBe(true)
  for (const text of [
    'SIP/2.0/UDP a;branch={',
    'SIP/2.0/UDP a;ttl=256',
    'SIP/2.0/UDP a;rport=65536',
    'SIP/2.0/UDP a;received="b"',
    'SIP/2.0/UDP a;;b',
    'SIP/2.0/UDP a b',
    'SIP/2.0/UDP a@b',
    'SIP/3.0/UDP a',
    'SIP/2.0/UDPa',
    'SIP/2.0/UDP a,',
  ])
    expect(areVias(text)).toBe(false)
})

describe.each(Object.entries({ addressPattern, contactsPattern, routesPattern, viasPattern }))(
  '%s',
  (_, pattern) => {
    it('means the same to POSIX and to JavaScript', () => {
      const parts = pattern.match(/\\.|\[\^?[^\]]*\]|[^\\[]+/gs) ?? []
      expect(parts.join('')).toBe(pattern)
      const brackets = parts.filter(part => part.startsWith('['))
      expect(brackets.length).toBeGreaterThan(5)
      expect(new Set(brackets.flatMap(part => part.match(/\\+/g) ?? []))).toEqual(new Set(['\\\\']))
      const escapes = parts.filter(part => part.startsWith('\\'))
      expect(escapes.filter(part => !['\\\\', '\\[', '\\.', '\\?'].includes(part))).toEqual([])
      // No groups that are not counted, no laziness; with capitals a letter would be one that is excluded.
      const rest = parts.filter(part => !/^[[\\]/.test(part)).join('_')
      expect(rest).not.toMatch(/\(\?|[*+?}][*+?{]/)
      expect(pattern).not.toMatch(/[A-Z]/)
    })

    it('is done with a long text that it does not match', () => {
      const parts = [
        'a ',
        '"',
        ';x= ',
        ';tag= ',
        ';x="',
        '<',
        'sip:',
        ' ',
        '\r\n ',
        ',',
        ';',
        '?a=',
        '&b',
        '0',
      ]
      for (const text of parts.map(part => part.repeat(4000))) {
        expect(new RegExp(pattern, 'is').test(`${text}{`)).toBe(false)
        expect(new RegExp(pattern, 'is').test(`<sip:a>${text}{`)).toBe(false)
      }
    })
  },
)
