import { createSocket, type Socket } from 'node:dgram'
import { alaw, mulaw } from 'alawmulaw'
import { loudestTone } from '../tones.js'
import type { Endpoint, Heard, MediaEnd } from './protocol.js'

/** One end of an RTP stream: sends a tone every 20 ms and takes stock of what arrives. */
export interface AudioEnd {
  readonly sendTo: (remote: Endpoint) => void
  readonly close: () => void
}

const samplesPerPacket = 160
const payloadType = { PCMU: 0, PCMA: 8 } as const

export function openAudio({ ip, port, codec, tone }: MediaEnd, tell: (heard: Heard) => void): AudioEnd {
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4')
  const tally = createTally()
  let remote: Endpoint | undefined
  let sequence = 0
  let taken = 0
  socket.on('message', (packet, { address, port: from }) => {
    tally.take(packet, `${address}:${from}`)
    taken++
    if (taken % 10 === 0) tell(heard())
  })
  socket.on('error', () => {})
  socket.bind(port, ip)
  const sound = encodedTone(tone, codec)
  const timer = everyPacketTime(() => {
    if (!remote) return
    const packet = Buffer.alloc(12 + samplesPerPacket)
    packet.writeUInt16BE(0x8000 | payloadType[codec], 0)
    packet.writeUInt16BE(sequence & 0xffff, 2)
    packet.writeUInt32BE((sequence * samplesPerPacket) >>> 0, 4)
    packet.writeUInt32BE(port, 8)
    const at = (sequence % 50) * samplesPerPacket
    packet.set(sound.subarray(at, at + samplesPerPacket), 12)
    sequence++
    send(socket, packet, remote)
  })
  return {
    sendTo: to => {
      remote = to
    },
    close: () => {
      timer.stop()
      socket.close()
      tell(heard())
    },
  }

  function heard(): Heard {
    return { ...tally.counts, sent: sequence }
  }
}

function send(socket: Socket, packet: Buffer, { ip, port }: Endpoint): void {
  socket.send(packet, port, ip, () => {})
}

/** One second of a tone; with whole Hz it can be repeated without a click. */
function encodedTone(hertz: number, codec: MediaEnd['codec']): Uint8Array {
  const samples = Int16Array.from(
    { length: 8000 },
    (_, i) => 8000 * Math.sin((2 * Math.PI * hertz * i) / 8000),
  )
  return codec === 'PCMU' ? mulaw.encode(samples) : alaw.encode(samples)
}

function createTally() {
  const counts = { sources: {}, payloads: {}, tones: {} } as Record<
    'sources' | 'payloads' | 'tones',
    Record<string, number>
  >
  const add = (kind: keyof typeof counts, key: string): void => {
    counts[kind][key] = (counts[kind][key] ?? 0) + 1
  }
  return {
    counts,
    take: (packet: Buffer, source: string): void => {
      // RTCP shares no port here, but STUN and stray packets may come.
      if (packet.length <= 12 || packet.readUInt8(0) >> 6 !== 2) return
      const type = packet.readUInt8(1) & 0x7f
      add('sources', source)
      add('payloads', String(type))
      if (type !== 0 && type !== 8) return
      const payload = packet.subarray(12)
      add('tones', String(loudestTone(type === 0 ? mulaw.decode(payload) : alaw.decode(payload))))
    },
  }
}

/** Calls back every 20 ms on average, however late the event loop runs. */
function everyPacketTime(callback: () => void): { stop: () => void } {
  let due = performance.now() + 20
  const timer = setInterval(() => {
    const now = performance.now()
    for (; due <= now; due += 20) callback()
  }, 10)
  return { stop: () => clearInterval(timer) }
}
