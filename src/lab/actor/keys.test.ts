import { describe, expect, it } from '@jest/globals'
import { mulaw } from 'alawmulaw'
import { tones } from '../tones.js'
import { keyPackets } from './keys.js'
import { createTally } from './tally.js'

/** An RTP packet (RFC 3550 section 5.1). */
function rtp(type: number, timestamp: number, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(12 + payload.length)
  packet.writeUInt16BE(0x8000 | type, 0)
  packet.writeUInt32BE(timestamp, 4)
  packet.set(payload, 12)
  return packet
}

describe('keys', () => {
  it('end three times, get longer, and are apart (RFC 4733)', () => {
    const packets = keyPackets('#5')
    const first = packets.slice(0, packets.indexOf(null)).map(packet => packet?.payload ?? Buffer.alloc(4))
    expect(first.map(payload => payload.readUInt8(0))).toEqual(first.map(() => 11))
    expect(first.filter(payload => payload.readUInt8(1) & 0x80)).toHaveLength(3)
    expect(first.map(payload => payload.readUInt16BE(2))).toEqual([160, 320, 480, 640, 800, 960, 960, 960])
    expect(packets.filter(packet => packet?.first)).toHaveLength(2)
    expect(packets.filter(packet => packet === null).length).toBeGreaterThan(2)
  })

  it('are heard as they were pressed, each once', () => {
    const tally = createTally()
    let down = 0
    keyPackets('0123456789*#ABCD11').forEach((packet, index) => {
      if (packet?.first) down = index * 160
      if (packet) tally.take(rtp(101, down, packet.payload), 'a:1')
    })
    expect(tally.heard().digits).toBe('0123456789*#ABCD11')
  })
})

describe('what is heard', () => {
  it('is counted by source, payload type and tone', () => {
    const tally = createTally()
    const sound = Int16Array.from(
      { length: 160 },
      (_, i) => 8000 * Math.sin((2 * Math.PI * tones.talk * i) / 8000),
    )
    tally.take(rtp(0, 0, mulaw.encode(sound)), 'a:1')
    tally.take(rtp(0, 160, mulaw.encode(new Int16Array(160))), 'a:1')
    tally.take(rtp(18, 320, Buffer.alloc(20)), 'b:2')
    expect(tally.heard()).toEqual({
      sources: { 'a:1': 2, 'b:2': 1 },
      payloads: { 0: 2, 18: 1 },
      tones: { [tones.talk]: 1, 0: 1 },
      digits: '',
    })
  })

  it('is nothing when it is no RTP', () => {
    const tally = createTally()
    tally.take(Buffer.from([0, 1, 0, 0, ...Buffer.alloc(20)]), 'a:1')
    tally.take(Buffer.alloc(3), 'a:1')
    expect(tally.heard().sources).toEqual({})
  })
})
