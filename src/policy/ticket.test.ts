import { describe, expect, it } from '@jest/globals'
import { readTicket } from './ticket.js'
import { readUserToUser } from './user-to-user.js'

const uri = { user: 'support', host: 'sip.acme.example', headers: undefined }

describe('a ticket in another header', () => {
  const also = ['x-vendor', 'user-to-user']
  it.each<[string, [string, string][], object]>([
    [
      'its own header counts first',
      [
        ['X-Zendesk-Ticket-Id', '1'],
        ['X-Vendor', '2'],
      ],
      { value: '1' },
    ],
    [
      'the named ones follow in order',
      [
        ['User-to-User', '33'],
        ['x-vendor', ' 2 '],
      ],
      { value: '2' },
    ],
    ['User-to-User is decoded', [['User-to-User', '34373131;encoding=hex']], { kind: 'one', value: '4711' }],
    [
      'twice the same is too much',
      [
        ['X-Vendor', '2'],
        ['X-VENDOR', '2'],
      ],
      { kind: 'duplicate' },
    ],
    ['what is no ticket is none', [['X-Vendor', '2a']], { kind: 'none' }],
    ['a comma begins another', [['X-Vendor', 'x, 2, y']], { kind: 'one', value: '2' }],
    ['of two it has two', [['X-Vendor', '2, 3']], { kind: 'duplicate' }],
    ['a header that is not named does not count', [['X-Other', '2']], { kind: 'none' }],
  ])('%s', (_, headers, expected) => {
    expect(readTicket({ headers, uri }, also)).toMatchObject(expected)
  })
})

describe('User-to-User', () => {
  it.each([
    ['34373131', '4711'],
    ['34373131;encoding=hex', '4711'],
    ['0434373131;encoding=hex', '4711'],
    ['0034373131 ; Encoding = HEX', '4711'],
    ['4711;encoding=text', '4711'],
    ['"4711";encoding=\r\n ascii', '4711'],
    ['4711;\r\n encoding\r\n = text', '4711'],
    ['4711;encoding=hex;encoding=text', '4711'],
    ['34373131;xencoding=text', '4711'],
    ['"4711";purpose=ticket;encoding=ascii', '4711'],
    ['"34373131"', '4711'],
  ])('%s says %s', (header, said) => {
    expect(readUserToUser(header)).toBe(said)
  })

  it.each(['471', 'abc', '', '4711;encoding=base64', `${'34'.repeat(21)}`])('%s says nothing', header => {
    expect(readUserToUser(header)).toBeUndefined()
  })
})
