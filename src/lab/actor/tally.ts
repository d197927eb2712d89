import { alaw, mulaw } from 'alawmulaw'
import { loudestTone } from '../tones.js'
import { keys } from './keys.js'
import type { Heard } from './protocol.js'

/** Takes stock of the RTP packets that arrive (RFC 3550). */
export interface Tally {
  readonly take: (packet: Buffer, source: string) => void
  readonly heard: () => Omit<Heard, 'sent'>
}

/** What packets with a known content sound like: a tone of the lab is the same in all of its packets. */
const known = new Map<string, string>()

/** More contents than these are no tones of the lab, and not worth keeping. */
const mostKnown = 500

function toneOf(type: 0 | 8, payload: Buffer): string {
  const key = `${type} ${payload.toString('latin1')}`
  const heard = known.get(key)
  if (heard !== undefined) return heard
  const tone = String(loudestTone(type === 0 ? mulaw.decode(payload) : alaw.decode(payload)))
  if (known.size < mostKnown) known.set(key, tone)
  return tone
}

export function createTally(): Tally {
  const counts = { sources: {}, payloads: {}, tones: {} } as Record<
    'sources' | 'payloads' | 'tones',
    Record<string, number>
  >
  let digits = ''
  let lastEvent: number | undefined
  const add = (kind: keyof typeof counts, key: string): void => {
    counts[kind][key] = (counts[kind][key] ?? 0) + 1
  }
  return {
    heard: () => ({ ...counts, digits }),
    take: (packet, source) => {
      // RTCP shares no port here, but STUN and stray packets may come.
      if (packet.length <= 12 || packet.readUInt8(0) >> 6 !== 2) return
      const type = packet.readUInt8(1) & 0x7f
      add('sources', source)
      add('payloads', String(type))
      const payload = packet.subarray(12)
      if (type === 0 || type === 8) {
        add('tones', toneOf(type, payload))
      } else if (type >= 96 && payload.length === 4) {
        // All packets of one key have the timestamp at which it went down.
        const timestamp = packet.readUInt32BE(4)
        if (timestamp !== lastEvent) digits += keys[payload.readUInt8(0)] ?? '?'
        lastEvent = timestamp
      }
    },
  }
}
