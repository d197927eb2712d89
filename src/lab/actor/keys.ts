/** The keys of a telephone in the order of their event numbers (RFC 4733 section 3.2). */
export const keys = '0123456789*#ABCD'

/** Packets of 20 ms: how long a key is down, and how long nothing is. */
const down = 6
const up = 4

/** The payloads of one key after another; null is a packet time without any. */
export function keyPackets(pressed: string): (KeyPacket | null)[] {
  return [...pressed].flatMap(key => {
    const event = keys.indexOf(key)
    if (event < 0) return []
    const packets = Array.from({ length: down + 2 }, (_, i): KeyPacket => {
      const payload = Buffer.alloc(4)
      payload.writeUInt8(event, 0)
      // The end is told three times, since packets get lost; volume is -10 dBm0.
      payload.writeUInt8((i >= down - 1 ? 0x80 : 0) | 10, 1)
      payload.writeUInt16BE(Math.min(i + 1, down) * 160, 2)
      return { payload, first: i === 0 }
    })
    return [...packets, ...Array.from({ length: up }, () => null)]
  })
}

export interface KeyPacket {
  readonly payload: Buffer
  /** Whether the key goes down with it. */
  readonly first: boolean
}
