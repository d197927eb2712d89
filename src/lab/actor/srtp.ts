import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto'

/** SRTP with SDES keys (RFC 3711, RFC 4568): AES_CM_128 and an HMAC-SHA1 of 80 or 32 bits. */
export interface SrtpStream {
  /** Encrypts an RTP packet without extension and signs it. */
  readonly protect: (packet: Buffer) => Buffer
  /** undefined: the packet is not authentic. */
  readonly unprotect: (packet: Buffer) => Buffer | undefined
}

/** Names as in `a=crypto`; the length of the tag in bytes. */
export const srtpSuites: Readonly<Record<string, number>> = {
  AES_CM_128_HMAC_SHA1_80: 10,
  AES_CM_128_HMAC_SHA1_32: 4,
}

/** `key` is 16 bytes of master key and 14 of master salt. */
export function createSrtpStream(key: Buffer, tagLength: number): SrtpStream {
  const { cipherKey, authKey, salt } = deriveKeys(key)
  const rollover = new Map<number, { cycle: number; highest: number }>()

  /** The packet's cycle of 2^16 sequence numbers (RFC 3711 section 3.3.1); the first packet is of cycle 0. */
  const cycleOf = (ssrc: number, sequence: number): number => {
    const known = rollover.get(ssrc) ?? { cycle: 0, highest: sequence }
    const wrapped = known.highest - sequence > 0x8000
    const late = sequence - known.highest > 0x8000
    const cycle = wrapped ? known.cycle + 1 : late ? Math.max(known.cycle - 1, 0) : known.cycle
    if (wrapped || (!late && sequence > known.highest)) rollover.set(ssrc, { cycle, highest: sequence })
    else if (!rollover.has(ssrc)) rollover.set(ssrc, known)
    return cycle
  }

  const crypt = (packet: Buffer, cycle: number): Buffer => {
    const length = headerLength(packet)
    const iv = Buffer.alloc(16)
    salt.copy(iv)
    xor32(iv, 4, packet.readUInt32BE(8))
    xor32(iv, 8, cycle)
    xor32(iv, 12, (packet.readUInt16BE(2) << 16) >>> 0)
    const cipher = createCipheriv('aes-128-ctr', cipherKey, iv)
    return Buffer.concat([packet.subarray(0, length), cipher.update(packet.subarray(length))])
  }

  const sign = (packet: Buffer, cycle: number): Buffer => {
    const roc = Buffer.alloc(4)
    roc.writeUInt32BE(cycle)
    return createHmac('sha1', authKey).update(packet).update(roc).digest().subarray(0, tagLength)
  }

  return {
    protect: packet => {
      const cycle = cycleOf(packet.readUInt32BE(8), packet.readUInt16BE(2))
      const encrypted = crypt(packet, cycle)
      return Buffer.concat([encrypted, sign(encrypted, cycle)])
    },
    unprotect: packet => {
      if (packet.length < 12 + tagLength) return undefined
      const encrypted = packet.subarray(0, packet.length - tagLength)
      const cycle = cycleOf(packet.readUInt32BE(8), packet.readUInt16BE(2))
      const tag = packet.subarray(packet.length - tagLength)
      return timingSafeEqual(tag, sign(encrypted, cycle)) ? crypt(encrypted, cycle) : undefined
    },
  }
}

/** RFC 3711 section 4.3, with a key derivation rate of 0. */
export function deriveKeys(key: Buffer): { cipherKey: Buffer; authKey: Buffer; salt: Buffer } {
  const derive = (label: number, length: number): Buffer => {
    const iv = Buffer.alloc(16)
    key.copy(iv, 0, 16, 30)
    iv.writeUInt8(iv.readUInt8(7) ^ label, 7)
    return createCipheriv('aes-128-ctr', key.subarray(0, 16), iv).update(Buffer.alloc(length))
  }
  return { cipherKey: derive(0, 16), authKey: derive(1, 20), salt: derive(2, 14) }
}

/** RFC 3550 section 5.1: twelve bytes, the contributing sources, and an extension. */
function headerLength(packet: Buffer): number {
  const first = packet.readUInt8(0)
  const sources = 12 + 4 * (first & 0x0f)
  return first & 0x10 ? sources + 4 + 4 * packet.readUInt16BE(sources + 2) : sources
}

function xor32(target: Buffer, at: number, value: number): void {
  target.writeUInt32BE((target.readUInt32BE(at) ^ value) >>> 0, at)
}
