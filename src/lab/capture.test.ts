import { describe, expect, it } from '@jest/globals'
import { drawLadder } from './ladder.js'
import { readCapture } from './pcap.js'

const invite = [
  'INVITE sip:sales@sip.acme.example SIP/2.0',
  'Call-ID: call-1',
  'CSeq: 1 INVITE',
  'X-Zendesk-Ticket-Id: 4711',
  '',
  'v=0\r\nc=IN IP4 203.0.113.10\r\nm=audio 4000 RTP/AVP 0\r\n',
].join('\r\n')
const refusal =
  'SIP/2.0 403 Forbidden\r\ni: call-1\r\nCSeq: 1 INVITE\r\nWarning: 399 x "source: \u001b[31m"\r\n\r\n'
const other = invite.replace('call-1', 'call-2')

const ip4 = (address: string): number[] => address.split('.').map(Number)

function udp(text: string, from: number, to: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(from, 0)
  header.writeUInt16BE(to, 2)
  return Buffer.concat([header, Buffer.from(text, 'latin1')])
}

function frame4(protocol: number, from: string, to: string, payload: Buffer): Buffer {
  const ip = Buffer.alloc(20)
  ip.writeUInt8(0x45, 0)
  ip.writeUInt8(protocol, 9)
  ip.set([...ip4(from), ...ip4(to)], 12)
  return Buffer.concat([Buffer.from([...Buffer.alloc(12), 8, 0]), ip, payload])
}

function frame6(payload: Buffer): Buffer {
  const ip = Buffer.alloc(40)
  ip.writeUInt8(17, 6)
  ip.writeUInt16BE(0x2001, 8)
  ip.writeUInt8(1, 23)
  ip.writeUInt8(2, 39)
  return Buffer.concat([Buffer.from([...Buffer.alloc(12), 0x86, 0xdd]), ip, payload])
}

function capture(frames: readonly Buffer[], little: boolean): Buffer {
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (little) bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  const records = frames.map((frame, index) =>
    Buffer.concat([u32(1000), u32(index * 250_000), u32(frame.length), u32(frame.length), frame]),
  )
  return Buffer.concat([u32(0xa1b2c3d4), Buffer.alloc(20), ...records])
}

const rtp = Buffer.concat([udp('', 4000, 17000), Buffer.from([0x80, 0]), Buffer.alloc(170)])
const frames = [
  frame4(17, '203.0.113.10', '198.51.100.10', udp(invite, 5070, 5060)),
  frame4(17, '203.0.113.10', '198.51.100.11', rtp),
  frame4(17, '203.0.113.10', '198.51.100.10', udp(other, 5070, 5060)),
  frame4(17, '198.51.100.10', '203.0.113.10', udp(refusal, 5060, 5070)),
]

describe('a capture', () => {
  it.each([true, false])('gives its SIP messages and nothing else, little-endian: %s', little => {
    const read = readCapture(capture(frames, little))
    expect(read.map(({ at, from, to }) => [at, from, to])).toEqual([
      [0, '203.0.113.10:5070', '198.51.100.10:5060'],
      [0.5, '203.0.113.10:5070', '198.51.100.10:5060'],
      [0.75, '198.51.100.10:5060', '203.0.113.10:5070'],
    ])
    expect(read[2]?.message.start).toBe('SIP/2.0 403 Forbidden')
  })

  it('reads IPv6', () => {
    const [read] = readCapture(capture([frame6(udp(invite, 5070, 5060))], true))
    expect(read?.from).toBe('[2001:0:0:0:0:0:0:1]:5070')
    expect(read?.to).toBe('[0:0:0:0:0:0:0:2]:5060')
  })

  it.each([0, 10, 24, 30, 60])('that ends after %i bytes is read as far as it goes', length => {
    expect(readCapture(capture(frames, true).subarray(0, length))).toEqual([])
  })
})

it('a ladder shows one call, with names, tickets, audio and warnings, and no control characters', () => {
  const names: Record<string, string> = { '198.51.100.10': 'edge' }
  const ladder = drawLadder(readCapture(capture(frames, true)), ['call-1'], ip => names[ip] ?? '')
  expect(ladder.split('\n')).toEqual([
    '0.000  203.0.113.10:5070       -> edge 198.51.100.10:5060  INVITE sip:sales@sip.acme.example, ticket 4711, audio 203.0.113.10:4000 RTP/AVP 0',
    '0.750  edge 198.51.100.10:5060 -> 203.0.113.10:5070        403 Forbidden (INVITE), warning 399 x "source: \\u001b[31m"',
  ])
})
