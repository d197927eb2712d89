import { describe, expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'
import { type Call, quietWorld } from './call.js'
import { type CallUp, judgeWithin, type KnownCall } from './judge-within.js'
import { readRequest } from './message.js'

const project = projectOf(`
version: 1
lines:
  support:
    uri: sip:acme@acme.sip.twilio.com
    allow: [203.0.113.0/28]
    codecs: [PCMU]
    overflow: sip:ai@203.0.113.9
  narrow:
    uri: sip:narrow@acme-narrow.sip.twilio.com
    allow: [203.0.113.0/28]
    media: [{ranges: [203.0.113.2/32]}]
    overflow: sip:ai@203.0.113.9
`)
const [support, narrow] = project.lines
const up: CallUp = { callId: 'a84b4c', tag: '1928301774', source: '203.0.113.3' }

const sdp = (address: string, formats = '0', port = '40000'): string =>
  `v=0\r\no=- 1 1 IN IP4 203.0.113.3\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP ${formats}\r\n`

interface Said {
  readonly body?: string
  readonly type?: string
  readonly source?: string
  readonly callId?: string
  readonly tag?: string
  readonly to?: string
  readonly more?: string
}

function judge(method: string, said: Said = {}, known: KnownCall = { line: support, up }) {
  const {
    body = '',
    source = up.source,
    callId = up.callId,
    tag = up.tag,
    to = ';tag=as6b1',
    more = '',
  } = said
  const type = body === '' ? '' : `Content-Type: ${said.type ?? 'application/sdp'}\r\n`
  const text = `${method} sip:10.0.0.11:5060 SIP/2.0\r\nVia: SIP/2.0/UDP ${source}:5070;branch=z9hG4bKx\r\nMax-Forwards: 70\r\nFrom: <sip:1@${source}>;tag=${tag}\r\nTo: <sip:support@sip.acme.example>${to}\r\nCall-ID: ${callId}\r\nCSeq: 2 ${method}\r\nContact: <sip:1@${source}>\r\n${more}${type}Content-Length: ${body.length}\r\n\r\n${body}`
  const request = readRequest(text)
  const call: Call = { ...request, source, transport: 'udp', at: 0, world: quietWorld }
  return judgeWithin(project, { ...request, ...call }, known)
}

describe('a request inside a call that is up', () => {
  it.each([
    ['a re-INVITE', 'INVITE', { body: sdp('203.0.113.3') }],
    ['one without an offer', 'INVITE', {}],
    ['hold by 0.0.0.0 (RFC 3264 section 8.4)', 'INVITE', { body: sdp('0.0.0.0') }],
    ['BYE', 'BYE', {}],
    ['BYE with a body, which nobody reads', 'BYE', { body: sdp('192.0.2.66') }],
    ['from another address that the line allows', 'BYE', { source: '203.0.113.4' }],
    ['an answer in ACK', 'ACK', { body: sdp('203.0.113.3') }],
  ] as const)('%s goes to the node', (_, method, said) => {
    const judged = judge(method, said)
    expect(judged.decision).toMatchObject({ outcome: 'within', reason: undefined, line: 'support' })
    expect(judged.forNode).toBeDefined()
  })

  it.each([
    ['audio of a stranger', 'UPDATE', { body: sdp('192.0.2.66') }, 488, 'media-address'],
    ['a port of nobody', 'INVITE', { body: sdp('168.86.128.9', '0', '9999') }, 488, 'media-port'],
    ['G.729', 'INVITE', { body: sdp('203.0.113.3', '18') }, 488, 'codec'],
    ['a body of another type', 'INVITE', { body: 'x', type: 'text/plain' }, 415, 'body'],
    ['a stranger', 'BYE', { source: '192.0.2.66' }, 403, 'source'],
    ['somebody of another call', 'BYE', { callId: 'other' }, 481, 'no-call'],
    ['another tag', 'BYE', { tag: 'other' }, 481, 'no-call'],
    [
      'REFER of a caller',
      'REFER',
      { more: 'Refer-To: <sip:narrow@acme-narrow.sip.twilio.com>\r\n' },
      405,
      'method',
    ],
    ['a method that is for no call', 'SUBSCRIBE', {}, 405, 'method'],
    ['two Content-Length', 'INFO', { more: 'Content-Length: 9\r\n' }, undefined, 'malformed'],
  ] as const)('%s is refused', (_, method, said, status, reason) => {
    const judged = judge(method, said)
    expect(judged.decision).toMatchObject({ outcome: 'rejected', reason })
    if (status !== undefined) expect(judged.decision.status).toBe(status)
    expect(judged).toMatchObject({ forNode: undefined, endsCall: false })
  })

  it('OPTIONS is answered by the edge', () => {
    expect(judge('OPTIONS')).toMatchObject({
      decision: { outcome: 'alive', status: 200 },
      forNode: undefined,
    })
  })

  it('a node gets the audio of an offer, and of a BYE no body', () => {
    expect(judge('INVITE', { body: sdp('203.0.113.3', '18 0 0 8') }).forNode).toEqual({
      audio: { address: '203.0.113.3', port: 40000, profile: 'RTP/AVP', codecs: ['PCMU'] },
    })
    expect(judge('BYE', { body: sdp('203.0.113.3') }).forNode).toEqual({ audio: undefined })
  })

  it('an ACK whose answer is refused takes nothing, and ends the call', () => {
    const judged = judge('ACK', { body: sdp('192.0.2.66') })
    expect(judged).toMatchObject({ forNode: { audio: 'declined' }, endsCall: true })
    expect(judged.decision).toMatchObject({ outcome: 'rejected', status: undefined, reason: 'media-address' })
    expect(judge('ACK', { source: '192.0.2.66', body: sdp('203.0.113.3') })).toMatchObject({
      forNode: undefined,
      endsCall: false,
    })
    expect(judge('BYE').endsCall).toBe(true)
  })

  it('audio is judged as that of whoever began the call', () => {
    const body = sdp('203.0.113.2')
    expect(judge('INVITE', { body, source: '203.0.113.4' }, { line: narrow, up }).decision.outcome).toBe(
      'within',
    )
    expect(judge('INVITE', { body: sdp('203.0.113.3') }, { line: narrow, up }).decision.reason).toBe(
      'media-address',
    )
  })
})

describe('INFO', () => {
  it.each([
    ['a key', 'application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', { key: '5', held: '160' }],
    ['a key that nobody timed', 'application/dtmf-relay; x=y', 'signal = *', { key: '*', held: '250' }],
    ['the last of two', 'application/dtmf-relay', 'Signal=1\nSignal=2\n', { key: '2', held: '250' }],
    ['a key alone', 'Application/DTMF', ' 7\r\n', { key: '7', held: '250' }],
  ])('%s goes to the node', (_, type, body, key) => {
    expect(judge('INFO', { type, body }).forNode).toEqual({ audio: undefined, key })
  })

  it.each([
    ['of another type', 'application/x-key', 'Signal=5'],
    ['of no key', 'application/dtmf-relay', 'Signal=55'],
    ['of a text too long', 'application/dtmf-relay', `Signal=5\r\n${' '.repeat(200)}`],
    ['of words', 'application/dtmf', 'five'],
  ])('%s is refused', (_, type, body) => {
    expect(judge('INFO', { type, body }).decision).toMatchObject({ status: 415, reason: 'info' })
  })

  it('without a body is answered by the edge', () => {
    expect(judge('INFO').decision.outcome).toBe('alive')
  })
})

describe('without the call', () => {
  it('it is taken for one of the first line that allows the source', () => {
    expect(judge('BYE', {}, {})).toMatchObject({ line: { id: 'support' }, decision: { outcome: 'within' } })
    expect(judge('BYE', { source: '192.0.2.66' }, {})).toMatchObject({
      line: undefined,
      decision: { reason: 'source' },
    })
    expect(judge('INVITE', { body: sdp('0.0.0.0') }, {}).decision.outcome).toBe('within')
  })

  it('REFER may be that of an overflow target', () => {
    const more = 'Refer-To: <sip:narrow@acme-narrow.sip.twilio.com>\r\n'
    expect(judge('REFER', { more }, {}).decision.outcome).toBe('within')
  })
})
