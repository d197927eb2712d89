import { parseSipMessage, type SipMessage } from '../sip/sip-message.js'

/** A SIP message seen on the wire. */
export interface Captured {
  /** Seconds since the capture began. */
  readonly at: number
  /** `ip:port` */
  readonly from: string
  readonly to: string
  readonly message: SipMessage
}

/**
 * The SIP messages of a capture (libpcap's file format, little or big endian, Ethernet frames as `lo` has
 * them). Fragments and streams are not put together: SIP of the lab fits into a packet.
 */
export function readCapture(file: Buffer): Captured[] {
  if (file.length < 24) return []
  const little = file.readUInt32LE(0) === 0xa1b2c3d4 || file.readUInt32LE(0) === 0xa1b23c4d
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  const captured: Captured[] = []
  let begin: number | undefined
  for (let at = 24; at + 16 <= file.length; ) {
    const time = u32(at) + u32(at + 4) / 1e6
    const length = u32(at + 8)
    begin ??= time
    const packet = readPacket(file.subarray(at + 16, at + 16 + length))
    if (packet) captured.push({ at: time - begin, ...packet })
    at += 16 + length
  }
  return captured
}

function readPacket(frame: Buffer): Omit<Captured, 'at'> | undefined {
  if (frame.length < 34) return undefined
  const type = frame.readUInt16BE(12)
  if (type === 0x0800) {
    const header = (frame.readUInt8(14) & 15) * 4
    const address = (at: number): string => [...frame.subarray(at, at + 4)].join('.')
    return readTransport(frame.subarray(14 + header), frame.readUInt8(23), address(26), address(30))
  }
  if (type === 0x86dd && frame.length >= 54) {
    const address = (at: number): string =>
      `[${Array.from({ length: 8 }, (_, i) => frame.readUInt16BE(at + 2 * i).toString(16)).join(':')}]`
    return readTransport(frame.subarray(54), frame.readUInt8(20), address(22), address(38))
  }
  return undefined
}

function readTransport(
  segment: Buffer,
  protocol: number,
  from: string,
  to: string,
): Omit<Captured, 'at'> | undefined {
  const udp = protocol === 17
  if ((!udp && protocol !== 6) || segment.length < (udp ? 8 : 20)) return undefined
  const payload = segment.subarray(udp ? 8 : (segment.readUInt8(12) >> 4) * 4)
  // RTP begins with version 2 in the two highest bits, which no SIP message does.
  if (payload.length < 20 || payload.readUInt8(0) >= 0x80) return undefined
  const message = parseSipMessage(payload.toString('latin1'))
  return (
    message && { from: `${from}:${segment.readUInt16BE(0)}`, to: `${to}:${segment.readUInt16BE(2)}`, message }
  )
}
