import { spawn } from 'node:child_process'

/** UDP packets of the lab as they are seen on its only device. */
export interface Packet {
  readonly from: string
  readonly fromPort: number
  readonly to: string
  readonly toPort: number
  readonly payload: Buffer
}

/** Calls `take` for each packet that fits the filter (pcap-filter(7)); resolves when the capture runs. */
export function sniff(filter: string, take: (packet: Packet) => void): Promise<void> {
  const dump = spawn(
    'tcpdump',
    ['-i', 'lo', '-U', '--immediate-mode', '-n', '-Z', 'root', '-B', '16384', '-w', '-', filter],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let pending: Buffer = Buffer.alloc(0)
  let skipped = false
  dump.stdout.on('data', (bytes: Buffer) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    // The file's own header comes first.
    if (!skipped && pending.length >= 24) {
      pending = pending.subarray(24)
      skipped = true
    }
    while (skipped && pending.length >= 16) {
      const length = pending.readUInt32LE(8)
      if (pending.length < 16 + length) break
      const packet = readUdp(pending.subarray(16, 16 + length))
      pending = pending.subarray(16 + length)
      if (packet) take(packet)
    }
  })
  return new Promise((resolve, reject) => {
    dump.once('error', reject)
    dump.stderr.on('data', (bytes: Buffer) => {
      if (bytes.includes('listening on')) resolve()
    })
    dump.once('close', status => reject(new Error(`tcpdump ended with ${status}`)))
  })
}

/** An Ethernet frame with IPv4 or IPv6 and UDP. */
function readUdp(frame: Buffer): Packet | undefined {
  if (frame.length < 42) return undefined
  const v4 = frame.readUInt16BE(12) === 0x0800
  const at = v4 ? 14 + (frame.readUInt8(14) & 15) * 4 : 54
  if (frame.readUInt8(v4 ? 23 : 20) !== 17 || frame.length < at + 8) return undefined
  const address = (from: number): string =>
    v4
      ? [...frame.subarray(from, from + 4)].join('.')
      : Array.from({ length: 8 }, (_, i) => frame.readUInt16BE(from + 2 * i).toString(16)).join(':')
  return {
    from: address(v4 ? 26 : 22),
    fromPort: frame.readUInt16BE(at),
    to: address(v4 ? 30 : 38),
    toPort: frame.readUInt16BE(at + 2),
    payload: frame.subarray(at + 8),
  }
}
