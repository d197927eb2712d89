import { parseAudio } from '../../sip/sdp.js'
import type { Address } from '../wire/protocol.js'
import type { Peer, Received, Wire } from '../wire/wire.js'

/** Where somebody sends audio from and hears it. */
export interface Audio {
  readonly port: number
  readonly peer: Peer
  /** Takes the address of the other side from its SDP. */
  readonly connect: (body: string) => void
  readonly remote: () => Address
  /** Sends so many packets of a payload type. */
  readonly speak: (packets?: number, payloadType?: number) => Promise<void>
  /** Presses a key (RFC 4733). */
  readonly press: (key: string) => Promise<void>
}

const keys = '0123456789*#ABCD'

export async function openAudio(wire: Wire, local: Address): Promise<Audio> {
  const peer = await wire.udp(local)
  let remote: Address = { ip: '127.0.0.1', port: 9 }
  let sequence = 100
  let timestamp = 8000
  const send = (payloadType: number, payload: string, marked = false): Promise<void> => {
    const header = Buffer.alloc(12)
    header.writeUInt8(0x80, 0)
    header.writeUInt8(payloadType | (marked ? 0x80 : 0), 1)
    header.writeUInt16BE(++sequence & 0xffff, 2)
    header.writeUInt32BE(timestamp, 4)
    header.writeUInt32BE(local.port, 8)
    return peer.send(header.toString('latin1') + payload, remote)
  }
  return {
    port: local.port,
    peer,
    remote: () => remote,
    connect: body => {
      const audio = parseAudio(body)
      const address = /^c=IN IP[46] (\S+)/m.exec(body)?.[1]
      const port = /^m=audio (\d+)/m.exec(body)?.[1]
      if (audio && address && port) remote = { ip: address, port: Number(port) }
    },
    speak: async (packets = 1, payloadType = 8) => {
      for (let packet = 0; packet < packets; packet++) {
        timestamp += 160
        await send(payloadType, '\x55'.repeat(160))
      }
    },
    press: async key => {
      timestamp += 160
      const event = String.fromCharCode(keys.indexOf(key))
      for (const [duration, end] of [
        [160, 0],
        [800, 0],
        [1600, 0x80],
        [1600, 0x80],
        [1600, 0x80],
      ] as const)
        await send(
          101,
          `${event}${String.fromCharCode(end | 10)}${String.fromCharCode(duration >> 8, duration & 255)}`,
          duration === 160,
        )
      timestamp += 1600
    },
  }
}

/** Has one side speak until the other hears it: a bridge comes to be a moment after the answers that lead to it. */
export async function hears(
  to: Audio,
  from: Audio,
  what: string,
  { is = () => true, payloadType = 8 }: { is?: (packet: Received) => boolean; payloadType?: number } = {},
): Promise<void> {
  for (let left = 20; ; left--) {
    await from.speak(3, payloadType)
    try {
      await to.peer.take(what, is, 500)
      return
    } catch (error) {
      if (left === 0) throw error
    }
  }
}
