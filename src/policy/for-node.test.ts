import { describe, expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import { headersForNode, type NodeInvite, nodeUri } from './for-node.js'
import { judgeMessage } from './judge-message.js'

const project = projectOf(`
version: 1
edge:
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  tls: {certificate: /etc/a.pem, private_key: /etc/a.key}
lines:
  support:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    codecs: [PCMU]
    overflow: sip:ai@203.0.113.9
  secure:
    uri: sip:secure@acme-secure.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: {talk: false, callers: true}
    overflow: sip:ai@203.0.113.9
  either:
    uri: sip:either@acme-either.sip.twilio.com
    allow: [203.0.113.0/28]
    secure: {talk: false, callers: either}
    overflow: sip:ai@203.0.113.9
`)

const key = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n'
const sdp = (profile: string, formats: string, rest = ''): string =>
  `v=0\r\no=- 1 1 IN IP4 203.0.113.3\r\ns=-\r\nc=IN IP4 203.0.113.3\r\nt=0 0\r\nm=audio 40000 ${profile} ${formats}\r\n${rest}`

function forNode(
  line: string,
  body: string,
  more = '',
  transport: 'udp' | 'tls' = 'udp',
): NodeInvite | undefined {
  const host = line === 'support' ? 'acme' : `acme-${line}`
  const type = body === '' ? '' : 'Content-Type: application/sdp\r\n'
  const text = `INVITE sip:x@${host}.sip.twilio.com SIP/2.0\r\nVia: SIP/2.0/${transport.toUpperCase()} 203.0.113.3:5070;branch=z9hG4bKx\r\nMax-Forwards: 70\r\nFrom: "Eve" <sip:+33199000001@203.0.113.3>;tag=1\r\nTo: <sip:x@acme>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:1@203.0.113.3>\r\n${more}${type}Content-Length: ${body.length}\r\n\r\n${body}`
  return judgeMessage(project, { text, source: '203.0.113.3', transport, at: 0 }).forNode
}

describe('what a node gets of a call', () => {
  it('is line, source, ticket, caller and audio, and nothing else that was said', () => {
    const more = 'X-Zendesk-Ticket-Id:  4711 \r\nX-Sipin-Line: forged\r\nX-Evil: 1\r\n'
    const invite = forNode(
      'support',
      sdp('RTP/AVP', '18 8 0 0 101', 'a=rtpmap:101 telephone-event/8000\r\n'),
      more,
    )
    expect(invite).toEqual({
      ...{ line: 'support', source: '203.0.113.3', ticket: '4711', caller: '+33199000001', srtp: false },
      audio: {
        ...{ address: '203.0.113.3', port: 40000, profile: 'RTP/AVP' },
        codecs: ['PCMU', 'telephone-event'],
      },
    })
    expect(invite && nodeUri(invite)).toBe('sip:support@node.invalid')
    expect(invite && headersForNode(invite)).toEqual([
      ['X-Sipin-Line', 'support'],
      ['X-Sipin-Source', '203.0.113.3'],
      ['X-Zendesk-Ticket-Id', '4711'],
      ['X-Sipin-Caller', '+33199000001'],
    ])
  })

  it('has no audio where the node is to make the offer', () => {
    expect(forNode('support', '')).toMatchObject({ audio: undefined, ticket: undefined, srtp: false })
  })

  it.each([
    ['of a secure line, with its key', 'secure', sdp('RTP/SAVP', '0', key), true],
    ['of a secure line whose node makes the offer', 'secure', '', true],
    ['where a caller may choose, and chooses SRTP', 'either', sdp('RTP/SAVP', '0', key), true],
    ['where a caller may choose, and chooses RTP', 'either', sdp('RTP/AVP', '0'), false],
    ['where a caller may choose, and leaves it to the node', 'either', '', false],
  ])('says SRTP %s', (_, line, body, srtp) => {
    const invite = forNode(line, body, '', 'tls')
    expect(invite).toMatchObject({ line, srtp })
    expect(invite && headersForNode(invite).some(([name]) => name === 'X-Sipin-Media')).toBe(srtp)
  })

  it('is nothing when the edge refuses the call', () => {
    expect(forNode('support', sdp('RTP/AVP', '18'))).toBeUndefined()
    expect(forNode('support', sdp('RTP/AVP', '0'), 'X-Zendesk-Ticket-Id: x\r\n')).toBeUndefined()
  })
})
