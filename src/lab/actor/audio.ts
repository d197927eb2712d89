import { createSocket } from 'node:dgram'
import { alaw, mulaw } from 'alawmulaw'
import { type KeyPacket, keyPackets } from './keys.js'
import type { Endpoint, Heard, MediaEnd } from './protocol.js'
import { createSrtpStream, type SrtpStream, srtpSuites } from './srtp.js'
import { createTally } from './tally.js'

/** One end of an RTP stream: sends a tone every 20 ms and takes stock of what arrives. */
export interface AudioEnd {
  readonly sendTo: (remote: Endpoint) => void
  /** Presses keys, in place of the tone. */
  readonly press: (keys: string) => void
  readonly close: () => void
}

const samplesPerPacket = 160
const payloadType = { PCMU: 0, PCMA: 8, keys: 101 } as const

/** Keys of SRTP in base64: ours and the other side's, of one suite. */
export interface AudioKeys {
  readonly suite: string
  readonly ours: string
  readonly theirs: string
}

export function openAudio(
  { ip, port, codec, tone }: MediaEnd,
  tell: (heard: Heard) => void,
  keys?: AudioKeys,
): AudioEnd {
  const { protect, unprotect } = keys ? secured(keys) : plain
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4')
  const tally = createTally()
  const sound = soundOf(tone, codec)
  const pressed: (KeyPacket | null)[] = []
  let remote: Endpoint | undefined
  let sequence = 0
  let keyDown = 0
  let taken = 0
  const heard = (): Heard => ({ ...tally.heard(), sent: sequence })

  socket.on('message', (packet, { address, port: from }) => {
    const rtp = unprotect(packet)
    if (!rtp) return
    tally.take(rtp, `${address}:${from}`)
    taken++
    if (taken % 10 === 0) tell(heard())
  })
  socket.on('error', () => {})
  socket.bind(port, ip)

  const send = (to: Endpoint, type: number, timestamp: number, payload: Uint8Array): void => {
    const packet = Buffer.alloc(12 + payload.length)
    packet.writeUInt16BE(0x8000 | type, 0)
    packet.writeUInt16BE(sequence & 0xffff, 2)
    packet.writeUInt32BE(timestamp >>> 0, 4)
    packet.writeUInt32BE(port, 8)
    packet.set(payload, 12)
    socket.send(protect(packet), to.port, to.ip, () => {})
  }

  const timer = everyPacketTime(() => {
    if (!remote) return
    const now = sequence * samplesPerPacket
    const key = pressed.shift()
    if (key) {
      if (key.first) keyDown = now
      send(remote, payloadType.keys | (key.first ? 0x80 : 0), keyDown, key.payload)
    } else {
      const at = (sequence % 50) * samplesPerPacket
      send(remote, payloadType[codec], now, sound.subarray(at, at + samplesPerPacket))
    }
    sequence++
  })
  return {
    sendTo: to => {
      remote = to
    },
    press: keys => void pressed.push(...keyPackets(keys)),
    close: () => {
      timer.stop()
      socket.close()
      tell(heard())
    },
  }
}

const plain: SrtpStream = { protect: packet => packet, unprotect: packet => packet }

function secured({ suite, ours, theirs }: AudioKeys): SrtpStream {
  const tagLength = srtpSuites[suite] ?? 10
  const { protect } = createSrtpStream(Buffer.from(ours, 'base64'), tagLength)
  const { unprotect } = createSrtpStream(Buffer.from(theirs, 'base64'), tagLength)
  return { protect, unprotect }
}

const sounds = new Map<string, Uint8Array>()

function soundOf(hertz: number, codec: MediaEnd['codec']): Uint8Array {
  const key = `${codec} ${hertz}`
  const sound = sounds.get(key) ?? encodedTone(hertz, codec)
  sounds.set(key, sound)
  return sound
}

/** One second of a tone; with whole Hz it can be repeated without a click. */
function encodedTone(hertz: number, codec: MediaEnd['codec']): Uint8Array {
  const samples = Int16Array.from(
    { length: 8000 },
    (_, i) => 8000 * Math.sin((2 * Math.PI * hertz * i) / 8000),
  )
  return codec === 'PCMU' ? mulaw.encode(samples) : alaw.encode(samples)
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
