import { readdirSync } from 'node:fs'
import path from 'node:path'
import { findEngine } from '../engine/engine.js'
import { ensureImage } from '../engine/images.js'

/** What `tcpdump -r` of the lab's own image says of the captures in a folder: that others can read them too. */
export async function readWithTcpdump(folder: string): Promise<string> {
  const engine = await findEngine(process.env['SIPIN_ENGINE'])
  const image = await ensureImage(engine, { folder: 'lab', suite: 'trixie' }, () => {})
  const captures = readdirSync(folder).filter(name => name.endsWith('.pcap'))
  const script = captures.map(name => `tcpdump -n -r /evidence/${name}`).join(' && ')
  const mount = `${path.resolve(folder)}:/evidence:ro`
  return engine.run(['run', '--rm', '--network', 'none', '--volume', mount, image, 'sh', '-c', script])
}
